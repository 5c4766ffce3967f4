"""The whole show: every section in its order, and what only shows when all of them are known."""

from collections.abc import Mapping, Sequence

from controller.model.condition import Condition, Sentence
from controller.model.consent import Consent
from controller.model.fault import FaultSpec
from controller.model.found import Found, Sources
from controller.model.listen import Listen, Listening
from controller.model.look import Look
from controller.model.patch import Node
from controller.model.policy import PanicSpec
from controller.model.recovery import RecoverySpec
from controller.model.rig import Cells
from controller.model.selector import NO_CELLS
from controller.model.show import Show
from controller.showfile.document.listen import ListenBlock
from controller.showfile.document.whole import Document
from controller.showfile.report import Report
from controller.showfile.resolve.actions import ActionFinder, Known, with_actions, with_phase_actions
from controller.showfile.resolve.bindings import Names, build_bindings
from controller.showfile.resolve.cues import MAIN, build_lists
from controller.showfile.resolve.faults import Places, build_faults, keep_consent
from controller.showfile.resolve.gaps import Troubles, warn_of_gaps
from controller.showfile.resolve.groups import Group, build_groups
from controller.showfile.resolve.looks import Looks
from controller.showfile.resolve.nodes import build_nodes
from controller.showfile.resolve.paint import build_paintings
from controller.showfile.resolve.patch import build_patch, place_groups
from controller.showfile.resolve.policy import build_policy
from controller.showfile.resolve.recoveries import Standby, build_recoveries, standby_recovery
from controller.showfile.resolve.rig import build_rig
from controller.showfile.resolve.selectors import Selectors
from controller.showfile.resolve.sensors import build_sensors, driven_cells, sensor_bindings
from controller.showfile.resolve.stories import build_stories
from controller.showfile.resolve.submasters import build_submasters
from controller.showfile.resolve.timecode import build_timecode, time_cells
from controller.showfile.resolve.visitors import Startable, keep_visitors_out
from controller.showfile.resolve.votes import build_votes
from controller.showfile.tree import Keys, Path, Scalar, find
from fixtures.profile import Profile


def build_show(document: Document, report: Report, *, profiles: Mapping[str, Profile], digest: str) -> Show | None:
    """Build the show.

    Args:
        document: as written, perhaps with broken parts cut out.
        report: takes what cannot be resolved.
        profiles: by key.
        digest: of the file's text.

    Returns:
        The show, or None if anything is wrong with the file.
    """
    nodes = build_nodes(document.nodes, report)
    groups = build_groups(document.fixtures, nodes, profiles, report)
    placed = place_groups(groups, report)
    selectors = Selectors(groups, document.zones, report)
    looks = Looks(document.looks, document.palettes, selectors, report)
    lists = build_lists(document, looks, selectors, report)
    panic = _panic(document, looks)
    submasters = build_submasters(document.submasters, looks, selectors, report)
    sensors = build_sensors(document.sensors, selectors, submasters, report)
    timed = time_cells(document.timecode, selectors, report)
    consents = _consents(document, selectors)
    conditions = _conditions(document, selectors)
    sources = Places(sensors, None if document.timecode is None else timed)
    faults = _faults(document, selectors, sources, consents, report)
    standby = _standby(document, looks)
    recoveries = _recoveries(document, selectors, Standby(looks.named, standby is not None), report)
    known = Known(
        lists=lists,
        nodes=nodes,
        faults=faults,
        recoveries=recoveries,
        votes=document.votes,
        paintings=document.paint,
        stories=document.stories,
    )
    lists = with_actions(document, known, report, main=MAIN)
    recoveries = with_phase_actions(document, recoveries, known, report, main=MAIN)
    votes = build_votes(document.votes, ActionFinder(known, report), report, main=MAIN)
    paintings = build_paintings(document.paint, selectors, consents, report, seed=document.show.seed)
    stories = build_stories(document.stories, selectors, looks, consents, report)
    names = Names(lists, faults, recoveries, submasters, selectors.zones, votes, paintings, stories)
    bindings = build_bindings(document.bindings or [], report, names)
    bindings += sensor_bindings(document.sensors, bindings, report)
    timecode = build_timecode(document.timecode, timed, bindings, document.bindings or [], report)
    _check_use(nodes, groups, report)
    startable = Startable(
        lists=lists,
        faults=faults,
        recoveries=recoveries,
        votes=votes,
        sensors=sensors,
        driven=driven_cells(sensors, selectors, submasters),
        timed=() if timecode is None else timecode.intents,
        has_standby=document.policy.unanswered == "standby",
    )
    keep_visitors_out(startable, consents, groups, report)
    policy = build_policy(document.policy, selectors, report, standby=standby)
    if report.failed:
        return None
    rig = build_rig(groups, selectors.zones, looks.texts)
    found = Found({node: selectors.of_node(node) for node in nodes}, Sources(sensors, timecode), rig, consents)
    written = {name: recovery for name, recovery in recoveries.items() if name in document.recoveries}
    warn_of_gaps(Troubles(faults, found, rig, _streams(nodes), lists), written, report)
    return Show(
        name=document.show.name,
        fps=document.show.fps,
        seed=document.show.seed,
        hash=digest,
        rig=rig,
        patch=build_patch(nodes, placed),
        looks=looks.named,
        lists=lists,
        faults=faults,
        found=found,
        consents=consents,
        conditions=conditions,
        recoveries=recoveries,
        policy=policy,
        panic=panic,
        on_exit=document.show.on_exit,
        palettes=looks.palettes,
        immediate=document.show.immediate,
        bindings=bindings,
        submasters=submasters,
        sensors=sensors,
        timecode=timecode,
        votes=votes,
        paintings=paintings,
        stories=stories,
        bpm=document.show.bpm,
        listen=_listening(document.listen),
    )


def _panic(document: Document, looks: Looks) -> PanicSpec:
    look = document.panic.look
    return PanicSpec(None if look is None else looks.merged("panic", ("panic", "look"), look), document.panic.fade)


def _standby(document: Document, looks: Looks) -> Look | None:
    look = document.policy.standby
    return None if look is None else looks.merged("standby", ("policy", "standby"), look)


def _consents(document: Document, selectors: Selectors) -> tuple[Consent, ...]:
    return tuple(
        Consent(text, selectors.cells(("consent", text), text, key=True), block.faults, block.recovery, block.visitors)
        for text, block in document.consent.items()
    )


def _conditions(document: Document, selectors: Selectors) -> tuple[Condition, ...]:
    return tuple(
        Condition(each.text, each.kind, _lit(each, ("conditions", step), selectors), each.bound)
        for step, each in enumerate(document.conditions or ())
    )


def _faults(
    document: Document, selectors: Selectors, sources: Places, consents: tuple[Consent, ...], report: Report
) -> dict[str, FaultSpec]:
    seed, limit_s = document.show.seed, document.policy.fault_time_limit
    faults = build_faults(document.faults, selectors, report, sources=sources, seed=seed, limit_s=limit_s)
    return keep_consent(faults, consents, report)


def _recoveries(document: Document, selectors: Selectors, looks: Standby, report: Report) -> dict[str, RecoverySpec]:
    recoveries = build_recoveries(document.recoveries, selectors, report, looks=looks)
    if document.policy.unanswered == "standby":
        recoveries.setdefault("standby", standby_recovery())
    return recoveries


def _streams(nodes: Mapping[str, Node]) -> frozenset[str]:
    """Name the nodes whose fixtures confirm what they show."""
    return frozenset(node.id for node in nodes.values() if node.protocol == "websocket")


def _lit(condition: Sentence, path: Path, selectors: Selectors) -> Cells:
    """Find whose light a condition looks at; none if it looks at none."""
    return selectors.cells(path, condition.zone) if condition.zone else NO_CELLS


def _listening(block: ListenBlock) -> Listening:
    sacn, artnet = block.sacn, block.artnet
    return Listening(
        Listen(tuple(sacn.sources or ()), sacn.interface),
        Listen(tuple(artnet.sources or ()), artnet.interface, artnet.merge),
    )


def _check_use(nodes: Mapping[str, Node], groups: Sequence[Group], report: Report) -> None:
    """Report a show without fixtures, and nodes that feed none."""
    if report.failed and not groups and report.is_written("use"):
        return  # they may stand in a file that cannot be used, and that is told
    if not groups and not report.is_written("fixtures"):
        report.error((), "the show has no fixtures; patch some under 'fixtures:'")
    elif not groups and not report.failed:
        report.error(("fixtures",), "the show has no fixtures; patch some here", key=True)
    named = _named_nodes(report.written)
    for name in nodes:
        if name not in named:
            report.warning(("nodes", name), f"no fixture is patched at the node '{name}'; patch one or take it out")


def _named_nodes(tree: Keys) -> set[str]:
    """List the nodes that fixtures name, also those of fixtures that are broken."""
    fixtures = find(tree, ("fixtures",))
    if not isinstance(fixtures, Keys):
        return set()
    places = (find(fixtures, (name, "at")) for name in fixtures.entries)
    return {place.text.split()[0] for place in places if isinstance(place, Scalar) and place.text.strip()}
