"""The show people open first is right, whole, and safe to play."""

from collections.abc import Mapping
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

from controller.model.show import Show
from controller.showfile.load import check_show
from controller.showfile.schema import json_schema, schema_text
from fixtures.profile import Profile

FOLDER = Path(__file__).parents[2] / "show_files"
FILE = FOLDER / "neo_lumine.show.yaml"


@pytest.fixture(scope="module")
def demo(profiles: Mapping[str, Profile]) -> Show:
    show, problems = check_show(FILE.read_text(encoding="utf-8"), file=FILE.name, profiles=profiles)
    assert problems == ()
    assert show is not None
    return show


def test_the_demo_has_the_rig_of_the_exhibition(demo: Show) -> None:
    groups = [fixture.group for fixture in demo.rig.fixtures]
    assert {group: groups.count(group) for group in groups} == {"tile": 256, "wash": 8, "sculpture": 12, "screen": 1}
    protocols = {node.id: (node.protocol, node.host) for node in demo.patch.nodes.values()}
    assert protocols == {
        "mosaic": ("sacn", "multicast"),
        "stage": ("artnet", "127.0.1.2"),
        "sculpture": ("osc", "127.0.1.3"),
        "wall": ("websocket", ""),
    }


def test_the_demo_stays_on_this_machine(demo: Show) -> None:
    for node in demo.patch.nodes.values():
        assert node.host.startswith("127.") or node.interface == "127.0.0.1" or node.protocol == "websocket"


def test_the_upper_half_of_the_wall_is_above_the_lower(demo: Show) -> None:
    height = demo.rig.position[:, 1]
    assert height[demo.rig.zones["north"]].min() > height[demo.rig.zones["south"]].max()


def test_the_heart_is_in_the_middle_of_the_wall(demo: Show) -> None:
    heart, wall = demo.rig.position[demo.rig.zones["heart"]], demo.rig.position[demo.rig.zones["mosaic"]]
    assert heart.mean(axis=0).tolist() == pytest.approx(wall.mean(axis=0).tolist())
    assert len(heart) == 16


def test_the_evening_has_six_cues_and_begins_with_a_go(demo: Show) -> None:
    cues = demo.lists["main"].cues
    assert [cue.number for cue in cues] == ["1", "2", "3", "4", "5", "6"]
    assert cues[0].follow is None
    assert any(cue.follow is not None for cue in cues)
    assert any(effect.of == "hue" for effect in cues[3].effects)


def test_the_storm_and_its_recovery_meet(demo: Show) -> None:
    storm, seam = demo.faults["colour-storm"], demo.recoveries["golden-seam"]
    assert (storm.share, storm.amount, storm.limit_s) == (0.3, 0.8, 20.0)
    assert seam.mode == "ask"
    assert [phase.operator for phase in seam.phases] == ["hold", "embrace", "seam", "mend"]
    assert 14 <= seam.seconds <= 18


def test_the_show_ends_within_the_time_that_ctrl_c_has(demo: Show) -> None:
    assert demo.on_exit.action == "fade"
    assert demo.on_exit.seconds <= 2


def test_the_schema_beside_the_demo_is_fresh() -> None:
    """Refresh with: python -m controller.showfile.schema > show_files/show.schema.json."""
    assert (FOLDER / "show.schema.json").read_text(encoding="utf-8") == schema_text()
    assert FILE.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=show.schema.json\n")


def test_editors_find_the_demo_right_and_mistakes_wrong() -> None:
    schema = jsonschema_rs.validator_for(json_schema())
    plain = yaml.load(FILE.read_text(encoding="utf-8"), Loader=_TextLoader)  # noqa: S506 - it makes text only
    assert [error.message for error in schema.iter_errors(plain)] == []
    plain["cues"][0]["fede"] = "5s"
    plain["fixtures"]["tile"]["class"] = "egres"
    assert len(list(schema.iter_errors(plain))) == 2


KEPT = {f"tag:yaml.org,2002:{word}" for word in ("float", "int", "null")}


class _TextLoader(yaml.SafeLoader):
    """Reads numbers and nothing at all, and leaves everything else as text, as editors do with YAML 1.2."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
