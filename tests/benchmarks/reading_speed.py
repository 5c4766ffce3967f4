"""How long a large show takes to be checked: 500 cues of 20 lines. ``python -m tests.benchmarks.reading_speed``."""

import sys
import time

from controller.run.reading import read_whole_show

CUES, LINES = 500, 20


def large_show(cues: int = CUES, lines: int = LINES) -> str:
    """Write a show of so many cues, each with so many lines."""
    rig = [
        f"  f{n}: {{profile: generic/rgb, count: 8, at: n {1 + n // 20}/{1 + n % 20 * 24}}}" for n in range(2 * lines)
    ]
    parts = ["nodes: {n: {protocol: sacn, to: 127.0.1.2}}", "fixtures:", *rig, "cues:"]
    for cue in range(cues):
        parts += [f"  - cue: {cue + 1}", f"    label: Cue number {cue + 1}", "    fade: 5s", "    look:"]
        parts += [
            f'      f{(line + cue) % (2 * lines)}: {{color: "#20{line:02x}50", level: {line * 3 % 100}%}}'
            for line in range(lines)
        ]
    return "\n".join(parts) + "\n"


def measured(rounds: int = 3) -> float:
    """Give the processor's seconds of the best of some rounds."""
    text = large_show()
    best = float("inf")
    for _ in range(rounds):
        begun = time.process_time()
        reading = read_whole_show(text, "large.show.yaml")
        best = min(best, time.process_time() - begun)
        if reading.show is None:
            raise ValueError(reading.told)
    return best


if __name__ == "__main__":
    sys.stdout.write(f"{CUES} cues of {LINES} lines, {len(large_show()) // 1000} kB: {measured():.2f} s\n")
