"""Runs the field over the labelled captures and writes docs/field.md; all that was said goes into build/field."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from tests.benchmarks.report import machine
from tests.conftest import CAPTURES, REPO
from tests.field.absent import absent
from tests.field.answers import lines
from tests.field.contenders import TOOLS, missing
from tests.field.hearing import hear
from tests.field.judged import Judged
from tests.field.page import page
from tests.field.running import Heard, read
from tests.field.tool import Given, Job, Tool
from tests.metamorphic.scene import labelled, scene
from tests.released.labelled import truth

PAGE: Final = REPO / "docs" / "field.md"
TARGET: Final = REPO / "build" / "field"
ABOUT: Final = ("date", "processor", "memory", "system")
"""What of the machine is told."""


def run(tools: Sequence[Tool], names: Sequence[str], *, readers: int, wires: int) -> list[Judged]:
    """All tools over some captures, in the order of the captures, then of the tools."""
    with TemporaryDirectory(prefix="arpwatch-field-") as folder:
        heard: dict[tuple[str, Tool], Heard] = {}
        place = Path(folder)
        listening = [tool for tool in tools if tool.given is Given.WIRE]
        with ThreadPoolExecutor(wires) as pool:
            waiting = {name: pool.submit(heard_again, listening, name, place) for name in names if listening}
            for name, future in waiting.items():
                heard |= {(name, tool): one for tool, one in future.result().items()}
                said(f"heard {name}")
        with ThreadPoolExecutor(readers) as pool:
            reading = [(name, tool) for name in names for tool in tools if tool.given is Given.FILE]
            futures = [(name, tool, pool.submit(given, name, tool, place)) for name, tool in reading]
            for name, tool, done in futures:
                heard[name, tool] = done.result()
                said(f"read {name} by {tool.name}")
    truths = {name: truth(CAPTURES / name) for name in names}
    return [Judged(tool=tool.name, truth=truths[name], heard=heard[name, tool]) for name in names for tool in tools]


def said(text: str) -> None:
    """How far it is."""
    print(text, file=sys.stderr)


def job(tool: Tool, name: str, place: Path) -> Job:
    """A run over a scenario's first capture, with a folder of its own."""
    folder = place / f"{name}-{slug(tool.name)}"
    folder.mkdir()
    told = scene(CAPTURES / name)
    vips = told.vips if told.must_be_told else ()
    return Job(capture=CAPTURES / name / told.recordings[0].name, vips=vips, folder=folder)


def slug(name: str) -> str:
    """A tool's name as one of a file."""
    return name.replace(",", "").replace(" ", "-")


def given(name: str, tool: Tool, place: Path) -> Heard:
    """One that reads the file."""
    return read(tool, job(tool, name, place), scene(CAPTURES / name).recordings[0])


def heard_again(tools: Sequence[Tool], name: str, place: Path) -> dict[Tool, Heard]:
    """All that hear it again."""
    return hear({tool: job(tool, name, place) for tool in tools}, scene(CAPTURES / name).recordings[0])


def write(results: Sequence[Judged], target: Path) -> None:
    """All that was said and what it took, and the answers of each tool as the benchmark's scorer takes them."""
    (target / "answers").mkdir(parents=True, exist_ok=True)
    for name in dict.fromkeys(one.tool for one in results):
        mine = [one for one in results if one.tool == name]
        (target / "answers" / f"{slug(name)}.jsonl").write_text(lines(mine), encoding="utf-8")
    rows = [
        {
            "tool": one.tool,
            "capture": one.truth.name,
            "mark": one.mark.name.lower(),
            "unread": one.heard.unread,
            "cost": one.heard.cost and asdict(one.heard.cost),
            "alarms": [{**asdict(alarm), "causes": sorted(alarm.causes)} for alarm in one.heard.alarms],
        }
        for one in results
    ]
    (target / "field.json").write_text(json.dumps(rows, indent=1) + "\n", encoding="utf-8")


def options() -> argparse.Namespace:
    """What the caller wants."""
    parser = argparse.ArgumentParser(prog="python -m tests.field", description=__doc__)
    parser.add_argument("captures", nargs="*", help="scenarios (default: all)")
    parser.add_argument("--only", action="append", help="some tools alone", metavar="TOOL")
    parser.add_argument("--readers", type=int, default=1, help="how many read at once (default 1)")
    parser.add_argument("--wires", type=int, default=8, help="captures that are heard at once (default 8)")
    parser.add_argument("-o", "--output", type=Path, default=PAGE, help="the page (default docs/field.md)")
    return parser.parse_args()


def main() -> None:
    """Run those that can be run, write the page."""
    asked = options()
    lacking = {tool: why for tool in TOOLS if (why := missing(tool))}
    tools = [tool for tool in TOOLS if tool not in lacking and (not asked.only or tool.name in asked.only)]
    results = run(tools, asked.captures or labelled(CAPTURES), readers=asked.readers, wires=asked.wires)
    write(results, TARGET)
    about = {name: value for name, value in machine().items() if name in ABOUT}
    left = {tool.name: why for tool, why in lacking.items()}
    asked.output.write_text(page({tool: tool.version() for tool in tools}, results, about, {**left, **absent()}))
    said(f"{len(results)} runs: {asked.output}, {TARGET}/field.json")


if __name__ == "__main__":
    main()
