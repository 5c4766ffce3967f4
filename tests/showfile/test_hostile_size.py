"""Files made to be slow or large are refused within a second, in little memory; measured in a process of its own."""

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = """
import json, resource, sys, time
from controller.showfile.load import check_show
from controller.showfile.problem import render_all
from fixtures.library import load_profiles

PROFILES = load_profiles()
SIZE = 4_900_000

def cases():
    yield "brackets", "[" * SIZE
    yield "braces", "{" * SIZE
    yield "dashes", "- " * (SIZE // 2)
    yield "deep", "a:\\n" + "".join(" " * depth + "a:\\n" for depth in range(1, 3000))
    yield "aliases", "a: &a [x,x]\\n" + "".join(f"b{i}: [{','.join(['*a'] * 50)}]\\n" for i in range(25000))
    yield "a few aliases", "a: &a [x,x]\\n" + "".join(f"b{i}: *a\\n" for i in range(60000))
    yield "a number", "show: {seed: " + "9" * SIZE + "}"
    yield "numbers", "cues:\\n" + "- 999999999999999999999999\\n" * 180000
    yield "keys", "".join(f"k{i}: 1\\n" for i in range(400000))
    yield "twice", "a: 1\\n" * 100000
    yield "mistakes", "cues:\\n" + "- {cue: 1, fade: x, look: {a: {level: 500%}}}\\n" * 100000
    yield "items", "cues: [" + ",".join(["1"] * 2400000) + "]"
    yield "a line", "a: " + "x" * SIZE
    yield "quotes", '"' * SIZE
    yield "zeros", "\\0" * SIZE
    yield "lines", "\\n" * SIZE
    yield "colons", "a: " * (SIZE // 3)
    yield "a selector", 'zones: {a: "' + ",".join(["tile 1-3"] * 500000) + '"}'

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

before = peak()
for name, text in cases():
    begun = time.process_time()
    show, problems = check_show(text, file="f", profiles=PROFILES)
    seconds = time.process_time() - begun
    assert show is None and problems, name
    print(json.dumps([name, seconds, peak() - before]), flush=True)
"""


def test_no_file_takes_long_or_much_memory_to_be_refused() -> None:
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    measured = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(measured) == 18
    assert {
        name: seconds for name, seconds, _ in measured if seconds > 10.0
    } == {}  # a second on a quiet machine; quadratic reading would take minutes
    assert {name: megabytes for name, _, megabytes in measured if megabytes > 200} == {}
