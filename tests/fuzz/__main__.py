"""Run through inputs for some minutes; what is found is kept under build/fuzz.

python -m tests.fuzz --minutes 20
python -m tests.fuzz --parts captures --seed 7 --minutes 1
python -m tests.fuzz --again tests/fuzz/corpus/two-frames-292-years-apart
"""

from __future__ import annotations

import argparse
import itertools
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from tests.cli.command import run as command_run
from tests.fuzz import samples
from tests.fuzz.inputs import PARTS, make
from tests.fuzz.trial import Input, Outcome, kept, run
from tests.mutations import SEEDS

FILES = {"a.pcap": SEEDS["pcap"], "a.log": samples.PRINTS.with_name("nginx-error.log").read_bytes()}


def warm() -> None:
    """Import and load all that a report needs, once for all inputs: a child has what this process has."""
    with tempfile.TemporaryDirectory() as name:
        Input(files=FILES, command=()).write(Path(name))
        for command in (("analyze", ".", "-o", "report"), ("explain", "a.pcap", "--at", "0")):
            done = command_run(*command, cwd=Path(name))
            if done.returncode != 0:
                raise SystemExit(f"a capture as it should be ends with {done.returncode}: {done.stderr}")


def told(outcome: Outcome) -> str:
    """A fault in a line or some."""
    return "\n    ".join(line for fault in outcome.faults for line in fault.splitlines())


def through(parts: list[str], seed: int, minutes: float, folder: Path) -> int:
    """Run input after input; how many had faults."""
    warm()
    counts: Counter[str] = Counter()
    began, slowest, largest, faults = time.monotonic(), 0.0, 0, 0
    for number in itertools.count(seed):
        if time.monotonic() - began > 60 * minutes:
            break
        for part in parts:
            made = make(part, number)
            outcome = run(made)
            counts[f"{part}, report" if "report" in made.command else part] += 1
            slowest, largest = max(slowest, outcome.seconds), max(largest, outcome.peak_bytes)
            if outcome.faults:
                faults += 1
                place = folder / f"{part}-{number}"
                if not place.exists():
                    made.keep(place)
                after = time.monotonic() - began
                print(f"{place}, after {after:.0f} s, {sum(counts.values())} inputs:\n    {told(outcome)}", flush=True)
    for name, count in sorted(counts.items()):
        print(f"{count:8,} {name}")
    print(f"slowest {slowest:.1f} s, most memory {largest >> 20:,} MiB, {faults} with faults")
    return faults


def main() -> int:
    """What was asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=0, help="of the first input; the next has the next")
    parser.add_argument("--parts", nargs="+", choices=[*PARTS], default=[*PARTS])
    parser.add_argument("--keep", type=Path, default=Path("build/fuzz"), metavar="DIR")
    parser.add_argument("--again", type=Path, metavar="DIR", help="run one that was kept")
    asked = parser.parse_args()
    if asked.again is not None:
        outcome = run(kept(asked.again))
        print(f"exit {outcome.code}, {outcome.seconds:.1f} s, {outcome.peak_bytes >> 20:,} MiB\n    {told(outcome)}")
        return bool(outcome.faults)
    return bool(through(asked.parts, asked.seed, asked.minutes, asked.keep))


if __name__ == "__main__":
    sys.exit(main())
