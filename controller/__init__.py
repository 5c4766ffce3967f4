"""Kintsugi: a show controller that mends glitches in gold.

The map of the house. A frame travels one straight line; each module on it opens its docstring with its station:

    inputs ──intents──▶ reduce ──state──▶ paint ──▶ drive ──▶ guard ──slots──▶ encode ──▶ send ──▶ ~network~ ──▶ fixture
      ▲                                                                                                          │
      └───────────────────── observations: acks, heartbeats ◀────────────────────────────────────────────────────┘

     1  run/loop.py         takes the tick, drains the intents that arrived, writes them to the journal
     2  show/reduce.py      intents + state → state and records of what happened
     3  show/cues.py        where each cue list stands at tick t
     4  show/director.py    incidents → which recovery, in which phase
     5  frame/pipeline.py   the fixed order of the stages below, in one list you can read
     6  frame/playback/     looks and fades → cell values
     7  frame/effects/      waves, flames, pictures: pure functions of cell position and time
     8  frame/glitch.py     injected faults on light
     9  frame/recovery/     the choreography of mending
    10  frame/override.py   the operator's hands: PANIC
    11  frame/masters.py    grand master, blackout, the way out
    12  frame/drive.py      colour and intensity → the fixture's emitters
    13  frame/guard.py      flash limits on what will be sent; then slots. Last.
    14  wire/universe.py    gathers slots into universes, nothing more
    15  wire/artnet.py, sacn.py, osc.py, stream.py   bytes both ways, no sockets
    16  outputs/sender.py, artnet/   one node each: suppression and keep-alive by the standard, polls
    17  outputs/gate.py, link.py     the socket, and the link fault it obeys
    18  fixtures/           the far end: simulated nodes decode the real bytes and judge what a visitor would see

Rooms:  model (facts) · showfile (YAML → model) · faults (the catalogue) · show (decide) · frame (paint) ·
wire (encode) · inputs, outputs, web (shells) · run (the only place with a clock, tasks and disk).
"""

__version__ = "0.1.0"
