"""Every mistake an artist can make is told at its place, with what to do.

Each expectation reads ``what the caret marks: what is said``.
"""

from collections.abc import Callable

import pytest

Said = Callable[..., list[str]]


def test_the_small_show_is_right(said: Said) -> None:
    assert said() == []


@pytest.mark.parametrize(
    ("node", "mistake"),
    [
        ("{protocol: artnet, to: 127.0.1.9}", "artnet: 'artnet' is not known here; write sacn, osc or websocket"),
        ("{protokol: sacn}", "protokol: unknown key 'protokol' - did you mean 'protocol'?"),
        ("{to: multicast}", "x: the key 'protocol' is missing; add protocol: sacn"),
        ("{protocol: sacn, to: multi-cast}", "multi-cast: 'multi-cast' is not an IPv4 address; write one such as 10.0.0.20 or multicast - did you mean 'multicast'?"),
        ("{protocol: sacn, to: 300.1.1.1}", "300.1.1.1: '300.1.1.1' is not an IPv4 address; write one such as 10.0.0.20 or multicast"),
        ("{protocol: sacn, to: 10.0.0.7:70000}", "10.0.0.7:70000: port 70000 is out of range; a port is between 1 and 65535"),
        ("{protocol: sacn, to: 127.0.1.2}", "x: 'x' is reached at 127.0.1.2, like 'lamps' (line 4); patch both on one node"),
        ("{protocol: sacn, to: 10.0.0.7, interface: eth0}", "eth0: 'eth0' is not an IPv4 address; write one such as 192.168.1.10"),
        ("{protocol: sacn, to: 10.0.0.7, priority: 201}", "201: 201 is out of range; write a whole number between 0 and 200"),
        ("{protocol: osc}", "x: an OSC node needs an address; add to: 192.168.1.40:7000"),
        ("{protocol: osc, to: 10.0.0.7}", "10.0.0.7: '10.0.0.7' has no port; an OSC node needs one, such as 10.0.0.7:7000"),
        ("{protocol: osc, to: 'localhost:7000'}", "'localhost:7000': 'localhost:7000' is not an IPv4 address; write one such as 10.0.0.40:7000 - did you mean '127.0.0.1:7000'?"),
        ("{protocol: osc, to: 10.0.0.7:7000, priority: 3}", "priority: only sACN knows a priority; take 'priority' out"),
        ("{protocol: websocket, to: 10.0.0.7}", "to: a websocket node connects to us; take 'to' out"),
        ("{protocol: websocket, interface: 10.0.0.7}", "interface: a websocket node connects to us; take 'interface' out"),
        ("{protocol: websocket}", "x: warning: no fixture is patched at the node 'x'; patch one or take it out"),
        ("sacn", "sacn: 'sacn' cannot stand here; write keys: protocol, to, interface, priority"),
    ],
)  # fmt: skip
def test_mistakes_in_nodes(said: Said, node: str, mistake: str) -> None:
    nodes = f"""
nodes:
  lamps: {{protocol: sacn, to: 127.0.1.2}}
  ring: {{protocol: osc, to: 127.0.1.3:7000}}
  web: {{protocol: websocket}}
  x: {node}
"""
    found = said(nodes=nodes)
    assert mistake in found
    assert len([each for each in found if "warning" not in each]) == (0 if "warning" in mistake else 1)


@pytest.mark.parametrize(
    ("fixture", "mistake"),
    [
        ("x: {profile: generic/rbg, at: lamps 9/1}", "generic/rbg: there is no profile 'generic/rbg'; `kintsugi fixtures list` shows those there are - did you mean 'generic/rgb'?"),
        ("x: {profile: generic/rgb, mode: 4-channel, at: lamps 9/1}", "4-channel: generic/rgb has no mode '4-channel'; it has 3-channel - did you mean '3-channel'?"),
        ("x: {profile: generic/rgb}", "x: the key 'at' is missing; add at: mosaic 1/1"),
        ("x: {profile: generic/rgb, at: lamp 9/1}", "lamp: there is no node 'lamp'; name it under 'nodes:' - did you mean 'lamps'?"),
        ("x: {profile: generic/rgb, at: lamps}", "lamps: 'lamps' speaks sACN, so the universe and slot are needed: lamps 1/1"),
        ("x: {profile: generic/rgb, at: lamps 0/1}", "lamps 0/1: universe 0 is out of range; a sACN universe is between 1 and 63999"),
        ("x: {profile: generic/rgb, at: lamps 64000/1}", "lamps 64000/1: universe 64000 is out of range; a sACN universe is between 1 and 63999"),
        ("x: {profile: generic/rgb, at: lamps 9/513}", "lamps 9/513: slot 513 is out of range; a slot is between 1 and 512"),
        ("x: {profile: generic/rgb, at: lamps 9.1}", "lamps 9.1: 'lamps 9.1' is not an address; write a node and, for sACN, universe/slot: mosaic 1/1"),
        ("x: {profile: generic/rgb, at: lamps 9/511}", "lamps 9/511: 'x' takes 3 slots and would end at slot 513; a universe has 512. Begin at slot 510 or lower"),
        ("x: {profile: generic/rgb, count: 200, at: lamps 63999/1}", "lamps 63999/1: 'x' would end in universe 64000; the last one of sACN is 63999"),
        ("x: {profile: generic/rgb, at: lamps 1/5}", "lamps 1/5: x (slots 5-7) overlaps tile-2 (slots 4-6), patched on line 10, in universe 1 of 'lamps'; move one of them"),
        ("x: {profile: generic/dimmer, at: lamps 3/2}", "lamps 3/2: x (slot 2) overlaps exit-2 (slot 2), patched on line 14, in universe 3 of 'lamps'; move one of them"),
        ("x: {profile: generic/rgb, at: web 1/1}", "web 1/1: 'web' speaks websocket, which has no universes; write only 'web'"),
        ("x: {profile: generic/projector, at: lamps 9/1}", "lamps: generic/projector needs a node of protocol websocket; 'lamps' speaks sacn"),
        ("x: {profile: generic/osc-rgb, at: web}", "web: generic/osc-rgb needs a node of protocol osc; 'web' speaks websocket"),
        ("x: {profile: generic/rgb, count: 0, at: lamps 9/1}", "0: 0 is out of range; write a whole number between 1 and 1000000"),
        ("x: {profile: generic/rgb, count: 2.5, at: lamps 9/1}", "2.5: 2.5 is not a whole number; write one between 1 and 1000000"),
        ("x: {profile: generic/rgb, cells: 171, at: lamps 9/1}", "171: 171 cells of 3 slots do not fit into a universe of 512; at most 170 do"),
        ("x: {profile: generic/projector, cells: 2, at: web}", "2: generic/projector shows text and is one picture: it has one cell; use count"),
        ("x: {profile: generic/rgb, count: 1000000, at: lamps 9/1}", "x: the rig passes 1000000 cells with 'x'; split the show"),
        ("x: {profile: generic/fog, at: lamps 9/1}", "x: generic/fog has safe values for blackout, so it can do harm; say its class: fog, laser or motor"),
        ("x: {profile: generic/rgb, at: lamps 9/1, class: egres}", "egres: 'egres' is not known here; write show, work, egress, fog, laser or motor - did you mean 'egress'?"),
        ("tile-3: {profile: generic/rgb, at: lamps 9/1}", "tile-3: the fixture 'tile-3' exists already, in 'tile' on line 10; choose another name"),
        ("x/y: {profile: generic/rgb, at: lamps 9/1}", "x/y: 'x/y' is not a name; write letters, digits, '-' and '_', beginning with a letter, at most 64"),
        ("x: {profile: generic/rgb, count: 9, layout: {grid: [2, 4]}, at: lamps 9/1}", "layout: 'x' has 9 cells but its layout only 8 places; make the layout larger"),
        ("x: {profile: generic/rgb, count: 2, layout: {points: [[0, 0]]}, at: lamps 9/1}", "layout: 'x' has 2 cells but its layout only 1 places; make the layout larger"),
        ("x: {profile: generic/rgb, layout: {grid: [2, 4], ring: 3}, at: lamps 9/1}", "layout: a layout is one of grid, line, ring or points; this one has grid and ring"),
        ("x: {profile: generic/rgb, layout: {plane: xz}, at: lamps 9/1}", "layout: a layout is one of grid, line, ring or points; this one has none"),
        ("x: {profile: generic/rgb, layout: {ring: 3, spacing: 1}, at: lamps 9/1}", "layout: spacing belongs to a grid; a ring does not need it, take it out"),
        ("x: {profile: generic/rgb, layout: {grid: [2, 0]}, at: lamps 9/1}", "[: a list is not a grid; write [columns, rows], each a whole number between 1 and 10000"),
        ("x: {profile: generic/rgb, layout: {ring: 3, origin: [1, 2]}, at: lamps 9/1}", "[: a list is not a place; write [x, y, z] in metres, e.g. [0, 2.5, 0]"),
        ("x: {profile: generic/rgb, layout: {line: .nan}, at: lamps 9/1}", ".nan: nan is out of range; write a number between 0.001 and 10000"),
        ("x: {profile: generic/rgb, layout: {ring: 3, plane: zx}, at: lamps 9/1}", "zx: 'zx' is not known here; write xy or xz"),
    ],
)  # fmt: skip
def test_mistakes_in_fixtures(said: Said, fixture: str, mistake: str) -> None:
    fixtures = f"""
fixtures:
  tile: {{profile: generic/rgb, count: 6, at: lamps 1/1}}
  wash: {{profile: generic/rgbw-par, count: 2, at: lamps 2/1}}
  orb: {{profile: generic/osc-rgb, at: ring}}
  screen: {{profile: generic/projector, at: web}}
  exit: {{profile: generic/dimmer, count: 2, at: lamps 3/1, class: egress}}
  {fixture}
"""
    assert said(fixtures=fixtures) == [mistake]


@pytest.mark.parametrize(
    ("zone", "mistakes"),
    [
        ("x: tiel", ["tiel: there is no zone or fixture 'tiel' - did you mean 'tile'?"]),
        ("x: tile 1-9", ["1-9: 1-9 is out of range; 'tile' has fixtures 1-6"]),
        ("x: tile 0", ["0: 0 is out of range; 'tile' has fixtures 1-6"]),
        ("x: tile 5-2", ["5-2: 5-2 runs backwards; write 2-5"]),
        ("x: tile-7", ["7: 7 is out of range; 'tile' has fixtures 1-6"]),
        ("x: tile-1 2", ["tile-1: there is no zone or fixture 'tile-1' - did you mean 'tile'?"]),
        ("x: screen 2", ["2: 2 is out of range; there is only one 'screen'"]),
        ("x: tile one", ["one: 'one' are not numbers; write e.g. tile 1-6 or tile 1,5,9"]),
        ('x: "1,2"', [
            "1: the numbers 1 belong to no fixture; write its name before them, such as tile 1",
            "2: the numbers 2 belong to no fixture; write its name before them, such as tile 2",
        ]),
        ("x: wall 1-2", ["wall: 'wall' is a zone; numbers count the fixtures of one fixture name, such as tile 1-128"]),
        ("x: wall, 3", ["3: the numbers 3 belong to no fixture; write its name before them, such as tile 3"]),
        ('x: ""', ['"": a name is missing here; write a zone or a fixture']),
        ("x: [tile, [wash]]", ["[: a list cannot stand here; write a text"]),
        ("x: [tile, wsh]", ["wsh: there is no zone or fixture 'wsh' - did you mean 'wash'?"]),
        ("x: {tile: 1}", ["x: a block of keys cannot stand here; write a selector such as \"tile 1-128\", or a list of selectors"]),
        ("x: x", ["x: the zone 'x' is made of itself (x → x); take one step out"]),
        ("wash: tile", ["wash: 'wash' is a fixture already (line 11); give the zone another name"]),
        ("x: 12", ['12: 12 is not a text; put it in quotes: "12"']),
    ],
)  # fmt: skip
def test_mistakes_in_selectors(said: Said, zone: str, mistakes: list[str]) -> None:
    assert said(zones=f"zones:\n  wall: tile\n  {zone}\n") == mistakes


def test_zones_are_bounded_in_depth(said: Said) -> None:
    chain = "\n".join(f"  z{step}: z{step + 1}" for step in range(2000))
    found = said(zones=f"zones:\n  wall: tile\n{chain}\n  z2000: tile\n")
    assert "z21: zones are made of zones more than 20 deep; name the fixtures" in found


@pytest.mark.parametrize(
    ("line", "mistakes"),
    [
        ("wall: {colour: gold, level: 1}", ["colour: unknown key 'colour' - did you mean 'color'?"]),
        ("wall: {intensity: 1}", ["intensity: unknown key 'intensity' - did you mean 'level'?"]),
        ("wall: {level: 40}", ["40: 40 is out of range; a level is between 0 and 1 (0% and 100%) - did you mean '40%'?"]),
        ("wall: {level: -1}", ["-1: -1 is out of range; a level is between 0 and 1 (0% and 100%)"]),
        ("wall: {level: half}", ["half: 'half' is not a level; write 0.4 or 40%"]),
        ("wall: {level: true}", ["true: True is not a level; write 0.4 or 40%"]),
        ("wall: {color: glod}", ["glod: 'glod' is not a colour; write #rrggbb or a name such as gold - did you mean 'gold'?"]),
        ("wall: {color: 203050}", ["203050: 203050 is not a colour; write it with '#' and in quotes - did you mean '\"#203050\"'?"]),
        ("wall: {color: [1, 0, 0]}", ["[: [1, 0, 0] is not a colour; write #rrggbb or a name such as gold"]),
        ("wall: {color: }", ["color: a value is missing ('#' begins a comment: put the colour in quotes); write gold or \"#203050\", or leave the key out"]),
        ("wall: {}", ["wall: 'wall' is given nothing; add color, level or text"]),
        ("wall: gold", ["gold: 'gold' cannot stand here; write keys: color, level, text"]),
        ("wall: {text: Hello}", ["text: none of these fixtures can show text; choose one with a Text channel"]),
        ("screen: {text: 2143}", ['2143: 2143 is not a text; put it in quotes: "2143"']),
        ("screen: {text: '" + "x" * 501 + "'}", ["'" + "x" * 501 + "': this text has 501 characters; at most 500 fit"]),
        ("wal: {level: 1}", ["wal: there is no zone or fixture 'wal' - did you mean 'wall'?"]),
    ],
)  # fmt: skip
def test_mistakes_in_looks(said: Said, line: str, mistakes: list[str]) -> None:
    assert said(looks=f"looks:\n  dusk:\n    {line}\n") == mistakes


@pytest.mark.parametrize(
    ("cue", "mistakes"),
    [
        ("{label: x}", ["{: the key 'cue' is missing; add cue: 1"]),
        ("{cue: 'a/b'}", ["'a/b': 'a/b' is not a cue number; write 1, 2.5 or A1 (letters, digits, '.', '-', '_', at most 32)"]),
        ("{cue: 1.0}", ["1.0: cue 1.0 exists already: cue 1 on line 19; give it another number"]),
        ("{cue: 7, look: dsk}", ["dsk: there is no look 'dsk'; name it under 'looks:' - did you mean 'dusk'?"]),
        ("{cue: 7, look: [dusk, dsk]}", ["dsk: there is no look 'dsk'; name it under 'looks:' - did you mean 'dusk'?"]),
        ("{cue: 7, look: {wal: {level: 1}}}", ["wal: there is no zone or fixture 'wal' - did you mean 'wall'?"]),
        ("{cue: 7, look: true}", ["true: true cannot stand here; write the name of a look, or a look in place such as {mosaic: {level: 40%}}, or a list of them"]),
        ("{cue: 7, faed: 3s}", ["faed: unknown key 'faed' - did you mean 'fade'?"]),
        ("{cue: 7, fade: 5 sec}", ["5 sec: '5 sec' is not a time; write 5s, 250ms, 1:30 or plain seconds - did you mean '5s'?"]),
        ("{cue: 7, fade: 25h}", ["25h: '25h' is out of range; a time is between 0 and 24h"]),
        ("{cue: 7, fade: fast}", ["fast: 'fast' is not a time; write 5s, 250ms, 1:30 or plain seconds"]),
        ("{cue: 7, fade: [5s]}", ["[: a list cannot stand here; write a time, 0s to 24h, e.g. 5s"]),
        ("{cue: 7, back: -1}", ["-1: -1 is out of range; a time is between 0 and 24h"]),
        ("{cue: 7, follow: later}", ["later: 'later' is not a follow; write 20s (from the GO) or after 5s (from the end of the fade)"]),
        ("{cue: 7, follow: after tea}", ["after tea: 'tea' is not a time; write 5s, 250ms, 1:30 or plain seconds"]),
        ("{cue: 7, follow: 5s}", ["follow: this is the last cue of its list, so nothing follows it; take the follow out or add a cue"]),
        ("{cue: 7, cue-only: yes}", ["yes: 'yes' is neither true nor false; write true or leave the key out - did you mean 'true'?"]),
        ("{cue: 7, effect: {wave: {of: hue}}}", ["wave: this effect moves nothing: the cue has no look; say whom it moves with 'on:'"]),
        ("{cue: 7, effect: {wave: {on: wal}}}", ["wal: there is no zone or fixture 'wal' - did you mean 'wall'?"]),
        ("{cue: 7, look: dusk, effect: {wave: {of: color}}}", ["color: 'color' is not known here; write hue or level"]),
        ("{cue: 7, look: dusk, effect: {wave: {period: 0}}}", ["0: 0 is out of range; this time is between 100ms and 1h"]),
        ("{cue: 7, look: dusk, effect: {wave: {length: 0}}}", ["0: 0 is out of range; write a number between 0.01 and 1000"]),
        ("{cue: 7, look: dusk, effect: {wave: {direction: rihgt}}}", ["rihgt: 'rihgt' is not a direction; write right, left, up, down, towards, away or [x, y, z] - did you mean 'right'?"]),
        ("{cue: 7, look: dusk, effect: {wave: {direction: [0, 0, 0]}}}", ["[: [0, 0, 0] has no direction; write e.g. [1, 0, 0]"]),
        ("{cue: 7, look: dusk, effect: {breathe: {length: 3}}}", ["length: unknown key 'length'; the keys here are on, of, period, amount"]),
        ("{cue: 7, look: dusk, effect: {}}", ["effect: an effect is exactly one of wave, breathe or sparkle; write several as a list"]),
        ("{cue: 7, look: dusk, effect: {wave: {}, breathe: {}}}", ["effect: an effect is exactly one of wave, breathe or sparkle; write several as a list"]),
        ("{cue: 7, look: dusk, effect: wave}", ["wave: 'wave' cannot stand here; write an effect such as {wave: {of: hue, period: 6s}}, or a list of them"]),
        ("{cue: 7, look: dusk, effect: {wvae: {}}}", ["wvae: unknown key 'wvae' - did you mean 'wave'?"]),
    ],
)  # fmt: skip
def test_mistakes_in_cues(said: Said, cue: str, mistakes: list[str]) -> None:
    assert said(cues=f"cues:\n  - {{cue: 1, look: dusk}}\n  - {cue}\n") == mistakes


def test_a_list_may_not_take_the_name_of_the_cues(said: Said) -> None:
    assert said(lists="lists: {main: {cues: [{cue: 1, look: dusk}]}}") == [
        "main: the cues of 'main' are those under 'cues:' (line 18); rename this list"
    ]


def test_a_show_without_cues_is_a_warning(said: Said) -> None:
    assert said(cues="") == ["\n"[:0] + "s: warning: the show has no cues, so GO has nothing to start; add some under 'cues:'"]


@pytest.mark.parametrize(
    ("fault", "mistakes"),
    [
        ("{kind: color-shift, zone: wall}", ["color-shift: 'color-shift' is not known here; write colour-shift - did you mean 'colour-shift'?"]),
        ("{kind: colour-shift}", ["x: the key 'zone' is missing; add zone: tile 1-128"]),
        ("{kind: colour-shift, zone: exit}", ["exit: 'exit' is of class egress; faults and recoveries reach only fixtures of class show. Leave it out"]),
        ("{kind: colour-shift, zone: wall, share: 0}", ["0: 0 reaches nothing; write a share above 0, up to 100%"]),
        ("{kind: colour-shift, zone: wall, amount: 1.2}", ["1.2: 1.2 is out of range; a level is between 0 and 1 (0% and 100%) - did you mean '1.2%'?"]),
        ("{kind: colour-shift, zone: wall, seed: x}", ["x: 'x' is not a whole number; write one between 0 and 9007199254740991"]),
        ("{kind: colour-shift, zone: wall, for: 6min}", ["6min: '6min' is out of range; this time is between 100ms and 5min"]),
        ("{kind: colour-shift, zone: wall, for: 3min}", ["3min: 3min is longer than policy: fault_time_limit allows; write for: 2min or less"]),
        ("{kind: colour-shift, zone: wall, duration: 3s}", ["duration: unknown key 'duration' - did you mean 'for'?"]),
    ],
)  # fmt: skip
def test_mistakes_in_faults(said: Said, fault: str, mistakes: list[str]) -> None:
    found = said(faults=f"faults:\n  storm: {{kind: colour-shift, zone: wall}}\n  x: {fault}\n", policy="policy: {fault_time_limit: 2min}")
    assert found == mistakes


@pytest.mark.parametrize(
    ("recovery", "mistakes"),
    [
        ("{}", ["x: the key 'phases' is missing; add phases:"]),
        ("{phases: [{mend: 3s}], mode: always}", ["always: 'always' is not known here; write auto, ask or manual"]),
        ("{when: {zone: exit}, phases: [{mend: 3s}]}", ["exit: 'exit' is of class egress; faults and recoveries reach only fixtures of class show. Leave it out"]),
        ("{when: {zone: wash}, phases: [{mend: 3s}]}", ["x: warning: 'x' answers none of the faults of this show; check its kind and zone"]),
        ("{when: {kind: [flicker]}, phases: [{mend: 3s}]}", ["flicker: 'flicker' is not known here; write colour-shift"]),
        ("{phases: []}", ["[: a recovery ends with a mend, which lands on the present cue; add {mend: {from: wound}, for: 8s}"]),
        ("{phases: [{hold: 1s}]}", ["{: a recovery ends with a mend, which lands on the present cue; add {mend: {from: wound}, for: 8s}"]),
        ("{phases: [{mend: 1s}, {hold: 1s}]}", ["{: a mend is the last phase: after it nothing is broken; move it to the end"]),
        ("{phases: [{mend: 1s, hold: 1s}]}", ["{: a phase is exactly one of hold, embrace, seam or mend; write each as an item of its own"]),
        ("{phases: [{mend: {from: wound}}]}", ["{: this mend needs a time: add for: 4s"]),
        ("{phases: [{mend: 1s, for: 2s}]}", ["{: the time of this mend is said twice; keep one of them"]),
        ("{phases: [{mend: {from: wond}, for: 2s}]}", ["wond: 'wond' is not known here; write wound, radial, sweep or random - did you mean 'wound'?"]),
        ("{phases: [{embrace: {gain: 9}, for: 2s}, {mend: 1s}]}", ["9: 9 is out of range; write a number between 1 and 8"]),
        ("{phases: [{hold: 0}, {mend: 1s}]}", ["0: 0 is out of range; this time is between 50ms and 5min"]),
        ("{phases: [{ripple: 3s}, {mend: 1s}]}", ["ripple: unknown key 'ripple'; the keys here are hold, embrace, seam, mend, for"]),
        ("{phases: {mend: 3s}}", ["phases: a block of keys cannot stand here; write a list, each item with a '-' before it"]),
    ],
)  # fmt: skip
def test_mistakes_in_recoveries(said: Said, recovery: str, mistakes: list[str]) -> None:
    assert said(recoveries=f"recoveries:\n  x: {recovery}\n") == mistakes


@pytest.mark.parametrize(
    ("sections", "mistakes"),
    [
        ({"show": "show: {fps: 0}"}, ["0: 0 is out of range; write a whole number between 1 and 60"]),
        ({"show": "show: {fps: 61}"}, ["61: 61 is out of range; write a whole number between 1 and 60"]),
        ({"show": "show: {seed: 1.5}"}, ["1.5: 1.5 is not a whole number; write one between 0 and 9007199254740991"]),
        ({"show": "show: {on_exit: stop}"}, ["stop: 'stop' is not an ending; write hold, black or fade 3s"]),
        ({"show": "show: {on_exit: fade 90s}"}, ["fade 90s: 'fade 90s' is out of range; a fade on exit takes at most 60s"]),
        ({"show": "show: Small"}, ["Small: 'Small' cannot stand here; write keys: name, fps, seed, on_exit"]),
        ({"more": "loks: {}"}, ["loks: unknown key 'loks' - did you mean 'looks'?"]),
        ({"more": "policy: {flashes_per_second: 4}"}, ["4: 4 is out of range; write a whole number between 0 and 3"]),
        ({"more": "policy: {go_lockout: 6s}"}, ["6s: '6s' is out of range; this time is between 0s and 5s"]),
        ({"more": "panic: {look: dsk}"}, ["dsk: there is no look 'dsk'; name it under 'looks:' - did you mean 'dusk'?"]),
        ({"cues": "cues: dusk"}, ["dusk: 'dusk' cannot stand here; write a list, each item with a '-' before it"]),
        ({"faults": "faults: [storm]"}, ["faults: a list cannot stand here; write names, each with its own keys"]),
    ],
)  # fmt: skip
def test_mistakes_in_the_rest(said: Said, sections: dict[str, str], mistakes: list[str]) -> None:
    assert [each for each in said(**sections) if "warning" not in each] == mistakes


def test_a_show_needs_fixtures(said: Said) -> None:
    bare = dict.fromkeys(("nodes", "zones", "looks", "faults", "recoveries"), "")
    assert "s: the show has no fixtures; patch some under 'fixtures:'" in said(fixtures="", cues="", **bare)


def test_what_is_broken_once_is_told_once(said: Said) -> None:
    """A fixture, a zone and a look that are wrong leave no trail of unknown names behind them."""
    found = said(
        fixtures="""
fixtures:
  tile: {profile: generic/rgb, count: six, at: lamps 1/1}
  wash: {count: 2, at: lamps 2/1}
  orb: {profile: generic/osc-rgb, at: ring}
  screen: {profile: generic/projector, at: web}
""",
        zones="zones: {wall: tile, left: 3, stage: 'wash 1-2, orb'}",
        looks="looks: {dusk: 3, dawn: {left: {level: 1}, wash-2: {level: 1}}}",
    )
    assert [each.split(":")[0] for each in found] == ["six", "wash", "3", "3", "tile"][: len(found)]


def test_more_mistakes_than_anyone_reads_are_counted(said: Said) -> None:
    found = said(more="".join(f"k{number}: 1\n" for number in range(700)))
    assert len(found) == 501
    assert found[-1].endswith("200 more mistakes follow from here; mend the ones above first")
