"""Nothing that is typed, torn or made up can end the program."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.showfile.document.whole import Document
from controller.showfile.load import check_show
from fixtures.library import load_profiles
from fixtures.profile import Profile

ROOT = Path(__file__).parents[2]
DEMO = (ROOT / "show_files" / "neo_lumine.show.yaml").read_text(encoding="utf-8")
BROKEN = (Path(__file__).parent / "golden" / "broken.show.yaml").read_text(encoding="utf-8")
PROFILES = load_profiles()

_WORDS = st.sampled_from(
    [
        *(field.alias or name for name, field in Document.model_fields.items()),
        "tile", "tile 1-3", "generic/rgb", "lamps 1/1", "lamps", "protocol", "sacn", "profile", "at", "count", "layout",
        "grid", "points", "class", "kind", "zone", "colour-shift", "when", "phases", "mend", "hold", "cue", "look",
        "effect", "wave", "on", "text", "color", "gold", "level", "40%", "5s", "1:30", "-", "", "for", "follow",
    ]
)  # fmt: skip
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | _WORDS | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_WORDS, inner, max_size=5),
    max_leaves=25,
)


def _yaml(value: object) -> str:
    """Write a value in flow style."""
    if isinstance(value, dict):
        return "{" + ", ".join(f'"{key}": {_yaml(child)}' for key, child in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_yaml(item) for item in value) + "]"
    if isinstance(value, str):
        return "'" + "".join(sign for sign in value if sign.isprintable() and sign != "'") + "'"
    if isinstance(value, bool):
        return "true" if value else "false"
    return "~" if value is None else str(value)


@settings(max_examples=150, deadline=None)
@given(st.dictionaries(st.sampled_from(list(Document.model_fields)), _VALUES, max_size=6))
def test_no_tree_of_values_can_raise(sections: dict[str, object]) -> None:
    text = "\n".join(f"{name}: {_yaml(value)}" for name, value in sections.items())
    show, problems = check_show(text, file="f", profiles=PROFILES)
    assert show is not None or any(problem.severity == "error" for problem in problems)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from([DEMO, BROKEN]), st.data())
def test_a_torn_or_mistyped_show_never_raises(whole: str, draw: st.DataObject) -> None:
    at = draw.draw(st.integers(0, len(whole)))
    length = draw.draw(st.integers(0, 40))
    typed = draw.draw(st.text(alphabet="ab:-{}[],#'\" \n\t1%", max_size=6))
    text = whole[:at] + typed + whole[at + length :]
    show, problems = check_show(text, file="f", profiles=PROFILES)
    assert show is not None or any(problem.severity == "error" for problem in problems)
    for problem in problems:
        problem.render(text)


@pytest.mark.parametrize("line", range(0, len(DEMO.split("\n")), 3))
def test_a_line_that_is_missing_never_raises(line: int, profiles: Mapping[str, Profile]) -> None:
    lines = DEMO.split("\n")
    check_show("\n".join(lines[:line] + lines[line + 1 :]), file="f", profiles=profiles)


@pytest.mark.parametrize("number", ["9" * 17, "1e308", "-1e308", ".inf", "-.inf", ".nan", "1e999", "0x" + "f" * 15])
def test_numbers_out_of_all_bounds_are_told(number: str, said: Callable[..., list[str]]) -> None:
    cue = f"{{cue: 9, look: {{wall: {{level: {number}}}}}, fade: {number}, effect: {{wave: {{length: {number}}}}}}}"
    found = said(cues=f"cues: [{cue}]", more=f"policy: {{go_lockout: {number}, flashes_per_second: {number}}}")
    assert len(found) == 5
