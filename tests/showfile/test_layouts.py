"""Where cells stand: every form of a layout, and the files that layouts are read from."""

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from controller.model.grid import Grid
from controller.model.selector import select
from controller.model.show import Show
from controller.showfile.assets import AssetError
from controller.showfile.load import check_show
from fixtures.library import load_profiles

PROFILES = load_profiles()
Files = dict[str, bytes]


def _checked(fixture: str, files: Files | None = None) -> tuple[Show | None, list[str]]:
    def asset(name: str) -> bytes:
        if files is None or name not in files:
            raise AssetError("no such file")
        return files[name]

    text = f"""
nodes: {{lamps: {{protocol: sacn, to: 127.0.1.2}}}}
fixtures: {{x: {{{fixture}, at: lamps 1/1}}}}
cues: [{{cue: 1, look: {{x: {{level: 1}}}}}}]
"""
    show, problems = check_show(text, file="layout.show.yaml", profiles=PROFILES, assets=asset)
    return show, [problem.text for problem in problems]


def _places(layout: str, count: int, *, profile: str = "generic/rgb", files: Files | None = None) -> list[list[float]]:
    show, problems = _checked(f"profile: {profile}, count: {count}, layout: {layout}", files)
    assert show is not None, problems
    return [[round(float(axis), 3) + 0.0 for axis in place] for place in show.rig.position]


def test_a_grid_may_be_laid_as_a_serpentine_from_any_corner() -> None:
    places = _places("{grid: [3, 2], spacing: 1, serpentine: true, start: bottom-left}", 6)
    assert [place[:2] for place in places] == [
        [-1, -0.5], [0, -0.5], [1, -0.5],
        [1, 0.5], [0, 0.5], [-1, 0.5],
    ]  # fmt: skip


def test_a_grid_may_be_counted_down_its_columns() -> None:
    places = _places("{grid: [2, 2], spacing: 100cm, by: columns}", 4)
    assert [place[:2] for place in places] == [[-0.5, 0.5], [-0.5, -0.5], [0.5, 0.5], [0.5, -0.5]]


def test_an_arc_reaches_from_one_angle_to_the_other() -> None:
    assert _places("{arc: {radius: 2}}", 3) == [[-2, 0, 0], [0, 2, 0], [2, 0, 0]]


def test_a_sphere_is_evenly_covered() -> None:
    places = np.array(_places("{sphere: 2}", 100))
    assert np.allclose(np.sqrt((places**2).sum(axis=1)), 2, atol=0.01)
    assert np.allclose(places.mean(axis=0), 0, atol=0.05)
    distance = np.sqrt(((places[:, None] - places[None]) ** 2).sum(axis=2)) + 9 * np.eye(100)
    assert distance.min(axis=1).min() > 0.6 * distance.min(axis=1).max()


def test_a_way_is_walked_in_equal_steps() -> None:
    assert _places("{polyline: [[0, 0], [2, 0], [2, 2]]}", 5) == [
        [0, 0, 0], [1, 0, 0], [2, 0, 0], [2, 1, 0], [2, 2, 0],
    ]  # fmt: skip


def test_a_layout_may_be_turned() -> None:
    assert _places("{line: 2, rotate: 90, origin: [0, 5, 0]}", 2) == [[0, 4, 0], [0, 6, 0]]
    assert _places("{line: 2, rotate: [0, 90, 0]}", 2) == [[0, 0, 1], [0, 0, -1]]


def test_cells_of_a_fixture_stand_along_it() -> None:
    show, problems = _checked("profile: generic/rgb, count: 2, cells: 3, layout: {line: 4, pitch: 10cm, along: up}")
    assert show is not None, problems
    wanted = np.array([[-2, -0.1, 0], [-2, 0, 0], [-2, 0.1, 0], [2, -0.1, 0], [2, 0, 0], [2, 0.1, 0]])
    assert np.allclose(show.rig.position, wanted)


def test_the_pixels_of_a_panel_stand_as_its_profile_says() -> None:
    show, problems = _checked("profile: generic/matrix, count: 2, layout: {grid: [2, 1], spacing: 1, pitch: 5cm}")
    assert show is not None, problems
    assert show.rig.cell_count == 128
    assert show.rig.position[0].tolist() == pytest.approx([-0.675, 0.175, 0])
    assert show.rig.position[63].tolist() == pytest.approx([-0.325, -0.175, 0])
    assert select(show.rig, "x column 2").tolist() == list(range(64, 128))


def test_places_are_read_from_a_table() -> None:
    files = {"p.csv": b"name;z;x;y\na;3;1;2\nb;6;4;5\n"}
    assert _places("{csv: p.csv}", 2, files={"p.csv": b"1,2,3\n4,5\n"}) == [[1, 2, 3], [4, 5, 0]]
    assert _checked("profile: generic/rgb, count: 2, layout: {csv: p.csv}", files)[0] is not None


def test_a_picture_is_a_map() -> None:
    pixels: NDArray[np.uint8] = np.full((3, 4), 255, np.uint8)
    pixels[0, 1] = pixels[2, 0] = pixels[2, 3] = 0
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    places = _places("{picture: {file: map.png, width: 4}}", 3, files={"map.png": file.getvalue()})
    assert [place[:2] for place in places] == [[-0.5, 1], [-1.5, -1], [1.5, -1]]


@pytest.mark.parametrize(
    ("layout", "files", "said"),
    [
        ("{csv: p.csv}", {"p.csv": b"x,y\n1,two\n"}, "line 2 of the table, '1,two', is no place"),
        ("{csv: p.csv}", {"p.csv": b""}, "the table has 0 places"),
        ("{csv: p.csv}", {"p.csv": b"0,0\n"}, "'x' has 3 cells but its layout only 1 places"),
        ("{csv: q.csv}", {}, "'q.csv' cannot be read: no such file"),
        ("{picture: {file: p.png, width: 1}}", {"p.png": b"no picture"}, "this is no picture that can be read"),
    ],
)
def test_a_file_that_cannot_be_used_is_told(layout: str, files: Files, said: str) -> None:
    _, problems = _checked(f"profile: generic/rgb, count: 3, layout: {layout}", files)
    assert any(said in problem for problem in problems), problems


@given(
    st.integers(1, 9), st.integers(1, 9), st.sampled_from(["rows", "columns"]), st.booleans(),
    st.sampled_from(["top-left", "top-right", "bottom-left", "bottom-right"]),
)  # fmt: skip
def test_every_place_of_a_grid_is_counted_once(columns: int, rows: int, by: str, serpentine: bool, start: str) -> None:  # noqa: FBT001
    grid = Grid(columns, rows, by, serpentine, start)  # type: ignore[arg-type]  # drawn from the words themselves
    column, row = grid.column_and_row(grid.places)
    assert set(zip(row.tolist(), column.tolist(), strict=True)) == {(r, c) for r in range(rows) for c in range(columns)}
    if serpentine:
        steps = np.abs(np.diff(column)) + np.abs(np.diff(row))
        assert (steps == 1).all()
