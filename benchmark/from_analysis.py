#!/usr/bin/env python3
"""Answers to the benchmark from what arpwatch-k8s wrote: python3 from_analysis.py FOLDER >answers.jsonl

FOLDER has a folder for each capture, of its name, with the analysis.json of a report in it; or a file NAME.json each.
It shows what an adapter for another tool has to do, too. It needs Python 3.11 and nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, Final

OUTCOMES: Final = {"symptoms-unexplained": "symptoms"}
"""What the benchmark calls otherwise."""


def answer(name: str, told: dict[str, Any]) -> dict[str, object]:
    """What an analysis says of a capture: the verdict, and where its leading finding stands."""
    outcome, cause = told["verdict"]["outcome"], told["verdict"]["cause"]
    said: dict[str, object] = {"capture": name, "outcome": OUTCOMES.get(outcome, outcome)}
    if cause is None:
        return said
    leading = next((one for one in told["findings"] if one["rule"] == cause), None)
    place = {key: leading[key] for key in ("vip", "start", "end")} if leading else {}
    return {**said, "cause": cause, **place}


def analyses(folder: Path) -> list[tuple[str, Path]]:
    """The analyses in a folder, by the names of their captures."""
    folders = [(path.parent.name, path) for path in folder.glob("*/analysis.json")]
    return sorted([*folders, *((path.stem, path) for path in folder.glob("*.json"))])


def main() -> None:
    """Print an answer a line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, metavar="FOLDER")
    folder = parser.parse_args().folder
    found = analyses(folder)
    if not found:
        print(f"{folder} has no NAME/analysis.json and no NAME.json\nName the folder of the reports.", file=sys.stderr)
        sys.exit(3)
    for name, path in found:
        try:
            print(json.dumps(answer(name, json.loads(path.read_text(encoding="utf-8")))))
        except (KeyError, TypeError, ValueError) as error:
            print(f"{path} is no analysis: {error!r}\nMake it by: arpwatch-k8s analyze ... -o DIR", file=sys.stderr)
            sys.exit(3)


if __name__ == "__main__":
    main()
