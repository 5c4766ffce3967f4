"""Plans with values that no program writes: each is read, or refused in a sentence, and never half written."""

import io
import random
import re
import zipfile
from pathlib import Path

import pytest

pymvr = pytest.importorskip("pymvr", reason="the extra mvr is not installed")
pytest.importorskip("pygdtf", reason="the extra mvr is not installed")

from controller.run.plans.importing import Target, import_plan  # noqa: E402
from controller.run.plans.trying import ImportFailedError  # noqa: E402
from tests.fakes.plans import FOGGER, HEAD, archive, bar, fixture, layer, plan  # noqa: E402

CASES = 150
SCENE = "GeneralSceneDescription.xml"
JUNK = (  # noqa: SIM905 - values as a paragraph
    "-1 0 1e309 nan None 999999999999 1,2 0.5 x Overwrite 255/1 70000/2 1/0 1/9 / { }{ {1}{2}{3}{4} Ж &#10; &#x200B; "
    "1/1 65535/2 -5/1 4294967295/4"
).split()


def mutated(text: str, chance: random.Random) -> str:
    """Change one to three values, attributes or elements of an XML text."""
    for _ in range(chance.randint(1, 3)):
        form, kind = chance.choice(
            [(r'="([^"]*)"', 1), (r">([^<>]+)<", 1), (r'( [A-Za-z]+="[^"]*")', 0), (r"(<[A-Za-z]+[^<>]*/>)", 2)]
        )
        found = list(re.finditer(form, text))
        if found:
            one = chance.choice(found)
            new = ("", chance.choice(["", "1" * 400, *JUNK]), one[1] * 2)[kind]
            text = text[: one.start(1)] + new + text[one.end(1) :]
    return text


def refusal(path: Path, folder: Path, name: str) -> str:
    """Import a plan; what it was refused with, empty = it was not."""
    try:
        import_plan(path, Target(folder, name, "sacn", "127.0.1.2"))
    except ImportFailedError as error:
        return str(error)
    return ""


def test_whatever_stands_in_a_plan_it_is_read_or_refused(tmp_path: Path) -> None:
    chance = random.Random(20260827)  # noqa: S311 - to repeat it, not to be secret
    key = pymvr.Class(name="Key")
    group = pymvr.GroupObject(
        name="g",
        child_list=pymvr.ChildList(fixtures=[fixture("Fog", "F.gdtf", "2 channel", (3, 1))]),
        matrix=pymvr.Matrix([[0, 1.0, 0, 0], [-1, 0, 0, 0], [0, 0, 1, 0], [0, 500, 0, 0]]),
    )
    whole = plan(
        tmp_path / "whole.mvr",
        layer(
            "A",
            fixture("Spot 1", "H.gdtf", "16 bit", (1, 1), classing=key.uuid),
            fixture("Bar", "B.gdtf", "m", (2, 1), (4, 1)),
            group,
        ),
        types={"H.gdtf": HEAD, "F.gdtf": FOGGER, "B.gdtf": bar(3, 2)},
        aux=pymvr.AUXData(classes=[key]),
    )
    with zipfile.ZipFile(whole) as package:
        files: dict[str, str | bytes] = {name: package.read(name) for name in package.namelist()}
    folder = tmp_path / "here"
    read = refused = 0
    for case in range(CASES):
        name = chance.choice(sorted(files))
        raw = files[name]
        assert isinstance(raw, bytes)
        if name == SCENE:
            changed: str | bytes = mutated(raw.decode(), chance)
        else:
            with zipfile.ZipFile(io.BytesIO(raw)) as inner:
                text = inner.read("description.xml").decode()
            changed = archive({"description.xml": mutated(text, chance)})
        path = tmp_path / "case.mvr"
        path.write_bytes(archive({**files, name: changed}))
        folder.mkdir(exist_ok=True)
        said = refusal(path, folder, f"case-{case}")
        assert len(said.splitlines()) <= 1, said
        assert bool(said) != (folder / f"case-{case}.show.yaml").exists()
        assert bool(said) != (folder / f"case-{case}-profiles").exists()
        refused, read = refused + bool(said), read + (not said)
    assert read > CASES // 10
    assert refused > CASES // 10
