"""Lines of every source of logs, listings, printed frames and settings, out of the tests and the committed captures."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from arpwatch_k8s.logs.sources import SOURCES

REPO: Final = Path(__file__).resolve().parents[2]
SHORTEST: Final = 25
"""Characters of a line: shorter ones are names and words."""
SHORTEST_TEXT: Final = 3
"""Lines of a text of settings."""
MOST_LINES: Final = 60
"""Of one sample."""
PRINTS: Final = REPO / "captures" / "text-only" / "tcpdump-proxy.txt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Lines of one source."""

    kind: str | None
    """What --as calls it; None where that is not known."""
    lines: tuple[str, ...]


@cache
def logs() -> tuple[Sample, ...]:
    """Texts of one source each."""
    kinds = {source.name.replace("-", "_"): source.name for source in SOURCES}
    tests = sorted((REPO / "tests" / "logs").rglob("test_*.py"))
    found = [Sample(kind=kinds.get(path.stem.removeprefix("test_")), lines=strings(path)) for path in tests]
    forms = ("*.log", "*.json", "nodes.txt", "neigh-*.txt")
    files = sorted(
        path for form in forms for path in (REPO / "captures").glob(f"*/{form}") if path.name != "truth.json"
    )
    # one of each name: those of one name are alike
    named = {path.name: path for path in files}
    return (
        *(sample for sample in found if sample.lines),
        *(Sample(kind=kinds.get(path.stem.replace("-", "_")), lines=lines_of(path)) for path in named.values()),
    )


@cache
def prints() -> tuple[Sample, ...]:
    """Frames as programs print them."""
    whole = lines_of(PRINTS)
    tests = [strings(path) for path in sorted((REPO / "tests" / "capture" / "text").glob("*.py"))]
    # what tests hold are single lines of many programs: as often as they, one whole print
    found = [part for lines in tests if lines for part in (whole, lines)]
    return tuple(Sample(kind="tcpdump", lines=lines) for lines in found)


@cache
def settings() -> tuple[Sample, ...]:
    """Whole texts of settings: what stands in the tests of lint on three lines or more."""
    tests = sorted((REPO / "tests" / "lint").rglob("test_*.py"))
    texts = dict.fromkeys(text for path in tests for text in constants(path) if text.count("\n") >= SHORTEST_TEXT)
    return tuple(Sample(kind=None, lines=tuple(text.split("\n"))) for text in texts)


def lines_of(path: Path) -> tuple[str, ...]:
    """A file's first lines."""
    with path.open(encoding="utf-8") as file:
        return tuple(line.rstrip("\n") for line, _ in zip(file, range(MOST_LINES), strict=False))


def strings(path: Path) -> tuple[str, ...]:
    """The lines that stand in a test."""
    return tuple(line for text in constants(path) for line in text.split("\n") if len(line) >= SHORTEST)


def constants(path: Path) -> list[str]:
    """The texts that stand in a test."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
