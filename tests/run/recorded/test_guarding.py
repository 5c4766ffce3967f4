"""Recorded content through the guard: harmless passes, flashes do not, and hostile files are refused in a sentence."""

import contextlib
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from typer.testing import CliRunner

from controller.cli.app import build_app
from controller.run.recorded import content as contents
from controller.run.recorded.content import Content, ContentError, read_content
from controller.run.recorded.guarding import guard_content, guard_file
from fixtures.flash_report import Place
from fixtures.observer import observe

ZONES = np.array([0, 0, 1, 1, 7], np.int64)


def content_of(levels: NDArray[Any], seconds: NDArray[Any]) -> Content:  # Any: any kind of number
    """White of one level for all, or levels [frames, fixtures]."""
    with np.errstate(over="ignore"):
        levels = levels.astype(np.float32)
    grid = levels if levels.ndim == 2 else np.repeat(levels[:, None], len(ZONES), axis=1)
    return Content(np.repeat(grid[:, :, None], 3, axis=2), seconds, ZONES)


def evenly(frames: int, fps: float = 44) -> NDArray[np.float64]:
    return np.arange(frames) / fps


def flashes(content: Content, rgb: NDArray[np.float32]) -> float:
    everyone = tuple(range(len(ZONES)))
    places = [Place("fixture", str(number), (number,)) for number in everyone]
    places += [Place("zone", str(zone), tuple(np.flatnonzero(zone == ZONES).tolist())) for zone in np.unique(ZONES)]
    report = observe([*places, Place("whole", "", everyone)], content.seconds.tolist(), rgb)
    assert report.long_runs() == ()
    return report.flashes()


@pytest.mark.parametrize("fps", [25, 44, 60, 120])
def test_harmless_content_passes_to_the_nearest_slot(fps: int) -> None:
    seconds = evenly(8 * fps, fps)
    fade = np.clip(seconds / 3, 0, 1)
    wave = 0.5 - 0.5 * np.cos(2 * np.pi * seconds)
    snaps = (seconds // 2 % 2).astype(np.float64)
    for levels in (fade, wave, snaps):
        content = content_of(levels, seconds)
        guarded = guard_content(content)
        assert np.abs(guarded.rgb - content.rgb).max() <= 0.5 / 255 + 1e-6
        assert guarded.view.acted == 0
        assert not guarded.cells.any()


def test_a_strobe_is_held_and_told() -> None:
    seconds = evenly(220)
    content = content_of(np.arange(220) // 2 % 2 * 1.0, seconds)
    guarded = guard_content(content)
    assert flashes(content, guarded.rgb) <= 3
    assert guarded.view.acted == np.count_nonzero(guarded.cells)
    assert guarded.zones.any(axis=0).all()
    assert guarded.transitions.max() <= 6


@settings(max_examples=6, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    some=st.sampled_from(((0.001, 0.005, 0.0227, 0.04, 0.3, 0.33333), (0.0227, 0.04, 0.0833))),
)
@example(seed=1022, some=(0.0227, 0.04, 0.0833))
def test_content_at_uneven_times_keeps_the_limit(seed: int, some: tuple[float, ...]) -> None:
    draw = np.random.default_rng(seed)
    frames = 150
    steps = draw.choice(some, frames)
    content = content_of(draw.choice([0, 0.3, 1.0], (frames, len(ZONES))), np.cumsum(steps) + draw.uniform(-1e4, 1e4))
    assert flashes(content, guard_content(content).rgb) <= 3


@pytest.mark.parametrize("seed", [13, 35, 44])
def test_many_colors_at_uneven_times_keep_the_limit(seed: int) -> None:
    """So many that some are nearly as bright as each other, some nearly too dim for a colour, some red in frame one."""
    draw = np.random.default_rng(seed)
    frames, fixtures = 110, 600
    seconds = np.cumsum(draw.choice([0.0227, 0.04, 0.0833], frames))
    rgb = draw.choice([0, 0.3, 1.0], (frames, fixtures, 3)).astype(np.float32)
    content = Content(rgb, seconds, np.arange(fixtures) // 6)
    places = [Place("fixture", str(number), (number,)) for number in range(fixtures)]
    places += [Place("zone", str(each), tuple(range(each, each + 6))) for each in range(0, fixtures, 6)]
    report = observe(places, seconds.tolist(), guard_content(content).rgb)
    assert report.failures(3) == ()
    assert report.long_runs() == ()


def test_content_that_is_no_number_is_clamped_and_counted() -> None:
    levels = np.full(4, 0.5)
    levels[2] = np.nan
    guarded = guard_content(content_of(levels, evenly(4)))
    assert np.isfinite(guarded.rgb).all()
    assert guarded.view.odd_values == 3 * len(ZONES)
    wide = guard_content(content_of(np.array([1e300, -1e300, 2.0]), evenly(3)))
    assert wide.rgb[:, 0, 0].tolist() == [1, 0, 1]


def test_the_command_writes_what_would_have_been_sent(tmp_path: Path) -> None:
    source, target = tmp_path / "in.npz", tmp_path / "out.npz"
    content = content_of(np.arange(100) % 2 * 1.0, evenly(100))
    np.savez(source, rgb=content.rgb, t=content.seconds, zone=content.zone)
    done = CliRunner().invoke(build_app(), ["guard", str(source), str(target)])
    assert done.exit_code == 0
    assert "The guard held light back in" in done.output
    with np.load(target, allow_pickle=False) as written:
        assert np.array_equal(written["rgb"], guard_content(content).rgb)
        assert written["zones"].tolist() == [0, 1, 7]
        assert written["held_zones"].shape == (100, 3)
        assert json.loads(str(written["evidence"]))["acted"] == np.count_nonzero(written["held_fixtures"])


def refusal(path: Path) -> str:
    with pytest.raises(ContentError) as caught:
        read_content(path)
    return str(caught.value)


def written(tmp_path: Path, **arrays: Any) -> Path:  # Any: as numpy takes them
    path = tmp_path / "in.npz"
    whole = {"rgb": np.zeros((4, 2, 3)), "t": evenly(4), "zone": np.array([0, 1])} | arrays
    np.savez(path, **{name: array for name, array in whole.items() if array is not None})
    return path


@pytest.mark.parametrize(
    ("arrays", "said"),
    [
        ({"rgb": None}, "no array 'rgb'"),
        ({"t": None}, "no array 't'"),
        ({"rgb": np.zeros((4, 2))}, "must be [frames, fixtures, 3]"),
        ({"rgb": np.zeros((4, 2, 4))}, "must be [frames, fixtures, 3]"),
        ({"rgb": np.zeros((0, 2, 3)), "t": evenly(0)}, "at least one of each"),
        ({"rgb": np.zeros((4, 2, 3), np.int32)}, "must be float"),
        ({"rgb": np.full((4, 2, 3), None)}, "must be float"),
        ({"rgb": np.full((4, 2, 3), "x")}, "must be float"),
        ({"zone": np.array([0.5, 1])}, "must be whole numbers"),
        ({"zone": np.array([1, 2, 3])}, "2 fixtures in rgb, but zone"),
        ({"t": evenly(5)}, "4 frames in rgb, but t"),
        ({"t": np.array([0, 1, 1, 2.0])}, "do not rise"),
        ({"t": np.array([0, 2, 1, 3.0])}, "do not rise"),
        ({"t": np.array([0, np.nan, 1, 3.0])}, "no number: t[1]"),
        ({"t": np.array([0, 1, 2, 1e9])}, "s long; at most"),
    ],
)
def test_content_that_is_wrong_is_refused_in_a_sentence(tmp_path: Path, arrays: dict[str, Any], said: str) -> None:
    assert said in refusal(written(tmp_path, **arrays))


def said_of(tmp_path: Path, rgb: NDArray[np.float32]) -> str:
    np.savez(tmp_path / "in.npz", rgb=rgb, t=np.arange(len(rgb)) / 44)
    said: list[str] = []
    guard_file(tmp_path / "in.npz", tmp_path / "out.npz", said.append)
    return " ".join(said)


def test_content_written_as_bytes_is_told_since_it_would_pass_as_steady_white(tmp_path: Path) -> None:
    rgb = np.zeros((4, 2, 3), np.float32)
    rgb[1:3] = 200
    said = said_of(tmp_path, rgb)
    assert "Beware: 12 of 24 values are outside 0 to 1 (0 to 200) and count as 0 or 1" in said
    assert "divide it by 255" in said


def test_content_within_its_range_or_no_number_is_not_warned_of(tmp_path: Path) -> None:
    rgb = np.ones((4, 2, 3), np.float32)
    rgb[0, 0, 0] = np.nan
    assert "Beware" not in said_of(tmp_path, rgb)


def test_content_without_zones_is_one_zone(tmp_path: Path) -> None:
    assert read_content(written(tmp_path, zone=None)).zone.tolist() == [0, 0]


def lying(tmp_path: Path, header: str, body: bytes) -> Path:
    """A file whose rgb says something about itself that is not so."""
    path = tmp_path / "in.npz"
    text = header.encode().ljust(117) + b"\n"
    array = b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text + body
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("rgb.npy", array)
        times = io.BytesIO()
        np.save(times, evenly(4))
        archive.writestr("t.npy", times.getvalue())
    return path


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 1000, 3)}", "another number of bytes"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (4, 99999999999, 3)}", "at most"),
        ("{'descr': '<f8', 'fortran_order': False, 'shape': (4, -1, 3)}", "cannot be"),
        ("{'descr': '|O', 'fortran_order': False, 'shape': (4, 2, 3)}", "must be float"),
        ("{'descr': '<f8', 'fortran_order': False}", "damaged"),
        ("__import__('os').system('true')", "damaged"),
        ("(" * 110, "damaged"),
    ],
)
def test_a_file_that_lies_about_itself_is_never_unpacked(tmp_path: Path, header: str, said: str) -> None:
    assert said in refusal(lying(tmp_path, header, bytes(4 * 2 * 3 * 8)))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    frames = contents.MOST_VALUES // 3 + 1
    header = f"{{'descr': '<f2', 'fortran_order': False, 'shape': ({frames}, 1, 3)}}"
    assert "at most" in refusal(lying(tmp_path, header, bytes(1_000_000)))


@pytest.mark.parametrize("raw", [b"", b"PK\x03\x04", b"\x93NUMPY\x01\x00", b"\x80\x04K\x01.", bytes(1000)])
def test_what_is_no_archive_is_refused(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "in.npz"
    path.write_bytes(raw)
    assert "damaged" in refusal(path)


def test_files_that_cannot_be_opened_are_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(build_app(), ["guard", str(tmp_path / "none.npz"), str(tmp_path / "out.npz")])
    assert done.exit_code == 1
    assert "none.npz cannot be read" in done.output
    source = written(tmp_path)
    done = CliRunner().invoke(build_app(), ["guard", str(source), str(tmp_path / "no" / "out.npz")])
    assert done.exit_code == 1
    assert "cannot be written" in done.output


@settings(max_examples=25, deadline=None)
@given(cut=st.integers(0, 1200), flip=st.integers(0, 1199), value=st.integers(0, 255))
def test_damaged_files_never_crash(tmp_path_factory: pytest.TempPathFactory, cut: int, flip: int, value: int) -> None:
    raw = bytearray(written(tmp_path_factory.mktemp("npz")).read_bytes())
    raw[flip % len(raw)] = value
    path = tmp_path_factory.mktemp("npz") / "cut.npz"
    path.write_bytes(bytes(raw[: max(1, len(raw) - cut % 50)]) if cut % 2 else bytes(raw))
    with contextlib.suppress(ContentError):
        guard_content(read_content(path))
