"""The lines that findings cite, each among those about it: what the report's page shows.

Lines are shown as they were read. Not all of a log is kept, so that a line beside a cited one may be missing, which is
said; the file is not read again, since it may be another one by now.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.window import shown_findings
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.logs.event import Log, everything
from arpwatch_k8s.wording.plain import plain

AROUND: Final = 2
"""Lines before a cited one that are shown with it, and as many after it."""
MOST_CHARS: Final = 400
"""Of a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line; or several in a row that were not kept."""

    first: int
    """Its number."""
    last: int
    """The number of the last of several, else the same."""
    text: str | None
    """The line, safe to show and cut where it is long; None where it was not kept."""
    anchor: str
    """Its place in the page; empty where no finding cites it."""
    cited_by: tuple[str, ...]
    """The numbers of findings and of their steps, "2.1"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excerpt:
    """What is shown of one log."""

    name: str
    """The log's short name."""
    path: str
    """Its path."""
    noun: str
    """What its numbers count."""
    parts: tuple[tuple[Row, ...], ...]
    """Lines that follow on each other, a part after the other."""


def line_anchor(line: LineRef) -> str:
    """The place of a line in the page."""
    return f"line-{line.log}-{line.line}"


def excerpts(result: Result) -> Iterator[Excerpt]:
    """All cited lines, a log after the other."""
    by_log: dict[int, dict[int, list[str]]] = {}
    for number, finding in shown_findings(result):
        for place, step in enumerate(finding.because, 1):
            for line in dict.fromkeys(step.lines):
                by_log.setdefault(line.log, {}).setdefault(line.line, []).append(f"{number}.{place}")
    for number in sorted(by_log):
        log, cited = result.case.logs[number], by_log[number]
        wanted = near(cited, log.lines)
        texts = texts_of(log, set(wanted))
        rows = [row(number, line, texts.get(line), cited.get(line, ())) for line in wanted]
        yield Excerpt(name=log.name, path=log.path, noun=log.numbered_by, parts=tuple(parted(rows)))


def near(cited: Iterable[int], lines: int) -> list[int]:
    """The numbers of cited lines and of those about them, in order."""
    some = set(cited)
    about = {number for line in some for number in range(line - AROUND, line + AROUND + 1)}
    return sorted(some | {number for number in about if 1 <= number <= lines})


def texts_of(log: Log, wanted: set[int]) -> dict[int, str]:
    """The texts of some lines, as far as they were kept."""
    found = {said.line: said.text for said in everything(log) if said.line in wanted}
    return found | {number: text for number, text in log.unparsed if number in wanted and text}


def row(log: int, line: int, text: str | None, cited_by: Iterable[str]) -> Row:
    """A line as it is shown."""
    by = tuple(cited_by)
    anchor = line_anchor(LineRef(log, line)) if by else ""
    return Row(first=line, last=line, text=None if text is None else shown(text), anchor=anchor, cited_by=by)


def shown(text: str) -> str:
    """A line that is safe to show, cut where it is long."""
    whole = text.rstrip()
    return plain(whole[:MOST_CHARS]) + ("…" if len(whole) > MOST_CHARS else "")


def parted(rows: Iterable[Row]) -> Iterator[tuple[Row, ...]]:
    """Rows that follow on each other together; those that were not kept, and that nothing cites, as one."""
    part: list[Row] = []
    for one in rows:
        before = part[-1] if part else None
        if before is None or one.first > before.last + 1:
            if part:
                yield tuple(part)
            part = [one]
        elif before.text is None and one.text is None and not before.anchor and not one.anchor:
            part[-1] = Row(first=before.first, last=one.last, text=None, anchor="", cited_by=())
        else:
            part.append(one)
    if part:
        yield tuple(part)
