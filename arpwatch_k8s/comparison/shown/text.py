"""A comparison for a terminal: the answer first, then both sides of each VIP, in 80 columns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from itertools import zip_longest
from typing import Final

from arpwatch_k8s.comparison.causes import AFTER, BEFORE
from arpwatch_k8s.comparison.record import Answer, Changed, ComparedVip, Comparison, Fate
from arpwatch_k8s.comparison.shown.crowded import told
from arpwatch_k8s.comparison.shown.rows import Row, rows
from arpwatch_k8s.comparison.sides.side import Side
from arpwatch_k8s.wording.plain import plain_lines
from arpwatch_k8s.wording.times import clock, day, duration
from arpwatch_k8s.wording.wrapping import WIDTH, Line, Paragraph, laid_out, wrapped

MOST_CAVEATS: Final = 12
HEADLINES: Final = {
    Answer.BETTER: "BETTER",
    Answer.NO_DIFFERENCE: "NO DIFFERENCE SHOWN",
    Answer.CANNOT_TELL: "CANNOT TELL",
    Answer.MIXED: "BETTER AND WORSE",
    Answer.WORSE: "WORSE",
}
FATES: Final = {
    Fate.GONE: "Gone",
    Fate.NEW: "New",
    Fate.BOTH: "In both",
    Fate.UNTOLD: "Not to be told",
}
LABEL: Final = 15
SHARES: Final = (0.35, 0.35, 0.3)
"""Of what a table's first column leaves: BEFORE, AFTER, whether they differ."""


def text(found: Comparison, zone: tzinfo, width: int = WIDTH) -> str:
    """The whole, a line feed at its end; times in `zone`, `width` columns."""
    return plain_lines("\n".join(laid_out(lines(found, zone), width))) + "\n"


def lines(found: Comparison, zone: tzinfo) -> Iterator[Line]:
    """Line by line."""
    yield HEADLINES[found.answer]
    yield Paragraph(f"{found.summary}.", "  ")
    yield ""
    for name, side in ((BEFORE, found.before), (AFTER, found.after)):
        yield Paragraph(f"{about(side, zone)}.", f"  {name:<8}", " " * 10)
    some = told(found)
    for one in some.vips:
        yield ""
        yield from of_vip(one, found)
    for words in filter(None, (some.left_words, some.quiet_words)):
        yield ""
        yield Paragraph(f"{words}.", "")
    if found.caveats:
        yield ""
        yield "Bear in mind"
        for words in found.caveats[:MOST_CAVEATS]:
            yield Paragraph(f"{words}.", "  - ", "    ")
        if len(found.caveats) > MOST_CAVEATS:
            yield f"  ... {len(found.caveats) - MOST_CAVEATS:,} more, in --format json"


def about(side: Side, zone: tzinfo) -> str:
    """What a side is: its name, when and how long it was watched, its own verdict."""
    watched = duration(side.watched_ns) if side.covered else "no capture"
    begun = f" from {when(side, zone)}" if side.span else ", no time in it"
    return f"{side.name}: {watched}{begun}; by itself {verdict(side)}"


def when(side: Side, zone: tzinfo) -> str:
    """When a side begins."""
    if side.span is None:
        return "-"
    date, _, rest = day(side.span[0], zone).partition(" ")
    return f"{date} {clock(side.span[0], zone)} {rest}".strip()


def verdict(side: Side) -> str:
    """A side's own verdict."""
    return f"{side.outcome}: {side.cause}" if side.cause else side.outcome


def of_vip(one: ComparedVip, found: Comparison) -> Iterator[Line]:
    """One VIP: its answer, both sides, its causes."""
    where = f" on segment {one.pair.segment}" if one.pair.segment not in ("", "0") else ""
    yield f"VIP {one.pair.vip}{where}: {HEADLINES[one.answer].lower()}"
    if len(found.vips) > 1:
        yield Paragraph(f"{one.why}.", "  ")
    yield ""
    yield Table(tuple(rows(one, found.before, found.after)))
    for fate, words in FATES.items():
        for changed in one.changed:
            if changed.fate is fate:
                yield from cause(changed, words)


def cause(changed: Changed, words: str) -> Iterator[Line]:
    """What became of one cause."""
    yield ""
    yield f"  {words}: {changed.rule}"
    if changed.why:
        yield Paragraph(f"{changed.why[0].upper()}{changed.why[1:]}.", "    ")
    for name, side in ((BEFORE, changed.before), (AFTER, changed.after)):
        if side is not None:
            sure = f"{side.severity}, {side.confidence} confidence"
            yield Paragraph(f"{name}: {side.summary} ({sure}).", "    ", "      ")


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under the names of both sides, their cells wrapped."""

    measures: tuple[Row, ...]

    def lines(self, width: int) -> list[str]:
        """Its lines, `width` columns: two before all, one between each."""
        rooms = (LABEL, *(int((width - LABEL - 5) * share) for share in SHARES))
        told = [line(rooms, "", BEFORE, AFTER, "")]
        for row in self.measures:
            cells = [cell(text, room) for text, room in zip(parts(row), rooms, strict=True)]
            told += (line(rooms, *each) for each in zip_longest(*cells, fillvalue=""))
        return told


def parts(row: Row) -> tuple[str, str, str, str]:
    """The cells of a row."""
    return row.label, row.before, row.after, row.told


def cell(text: str, room: int) -> list[str]:
    """A cell's lines: a number keeps its unit, and a name that is longer than the column is broken."""
    lines = wrapped(UNIT.sub(r"\1\0\2", text), room, "")
    return [piece[at : at + room].replace("\0", " ") for piece in lines for at in range(0, len(piece), room)] or [""]


UNIT: Final = re.compile(r"([0-9]) (ms|s|min|h|%)\b")


def line(rooms: Sequence[int], *cells: str) -> str:
    """One line of a table."""
    return ("  " + " ".join(f"{text:{room}}" for text, room in zip(cells, rooms, strict=True))).rstrip()
