"""What the text says of several VIPs: a table of those that something happened to, and quiet ones in short."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.rates import wilson
from arpwatch_k8s.diagnosis.signs.naming import likeness
from arpwatch_k8s.report.parts.standing import Standing
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.wording.counts import interval, plural
from arpwatch_k8s.wording.wrapping import Line, Paragraph, wrapped

MOST_ROWS: Final = 12
HEADINGS: Final = ("VIP", "owner", "moves", "failed of attempts", "cause")


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows of the table, which stand below each other as their headings say; where that is too wide, as with addresses
    of IPv6, each cause stands below its row, and where that is, too, each row is a paragraph."""

    rows: tuple[tuple[str, ...], ...]

    def lines(self, width: int) -> list[str]:
        """The lines, at most `width` columns where no name is longer."""
        every = [HEADINGS, *self.rows]
        widths = [max(len(row[column]) for row in every) for column in range(len(HEADINGS) - 1)]
        aligned = ["  ".join(map(str.ljust, row, widths)) for row in every]
        whole = [f"{line}  {row[-1]}" for line, row in zip(aligned, every, strict=True)]
        if max(map(len, whole)) <= width:
            return whole
        if max(map(len, aligned)) > width:
            told = ["; ".join(map(": ".join, zip(HEADINGS[1:], row[1:], strict=True))) for row in self.rows]
            rows = [f"{row[0]}: {words}" for row, words in zip(self.rows, told, strict=True)]
            return [line for words in rows for line in wrapped(words, width, "", "  ")]
        below = [
            part
            for line, row in zip(aligned[1:], self.rows, strict=True)
            for part in (line.rstrip(), f"  {HEADINGS[-1]}: {row[-1]}")
        ]
        return [aligned[0].rstrip(), *below]


def table(several: Sequence[Standing]) -> Iterator[Line]:
    """VIPs that something happened to, the worst first, then how many others there are."""
    told = [one for one in several if not one.is_quiet]
    if told:
        yield Cells(tuple(row(one) for one in told[:MOST_ROWS]))
    if len(told) > MOST_ROWS:
        yield others(told[MOST_ROWS:], "more such VIP")
    quiet = [one for one in several if one.is_quiet]
    if quiet:
        tried = sum(one.attempts for one in quiet)
        more = "more " if told else ""
        yield Paragraph(
            f"{plural(len(quiet), f'{more}VIP')}: none of {plural(tried, 'attempt')} failed, no move, no contest"
            if tried
            else f"{plural(len(quiet), f'{more}VIP')}: no move, no contest; nobody tried to connect",
            "",
            "  ",
        )


def row(one: Standing) -> tuple[str, ...]:
    """The cells of a VIP."""
    cause = f"{one.wrong.rule} ({one.wrong.confidence})" if one.wrong else "unknown" if one.failures else "-"
    moved = f"{one.handovers:,}" + (f", {plural(len(one.contests), 'contest')}" if one.contests else "")
    return one.vip, one.holder or "nobody seen", moved, one.failed, cause


def others(left: Sequence[Standing], noun: str) -> str:
    """How many VIPs are not told of one by one, and how many attempts failed there."""
    failed, tried = sum(one.failures for one in left), sum(one.attempts for one in left)
    return f"{plural(len(left), noun)}: " + (
        f"{failed:,} of {plural(tried, 'attempt')} failed" if tried else "no attempt seen"
    )


def short(result: Result, one: Standing) -> Iterator[Line]:
    """A quiet VIP in a paragraph: who had it, who announced it, what was tried."""
    record = one.record
    if record is None:
        return
    service = result.case.inventory.services.get(record.vip)
    held = [("claimed", record.ownership.epochs), ("served", record.serving)]
    by = {
        verb: result.case.inventory.label(epochs[-1].owner, epochs[-1].mac) for verb, epochs in held if len(epochs) == 1
    }
    if len(set(by.values())) == 1:
        parts = [f"{' and '.join(by)} by {next(iter(by.values()))} throughout"]
    else:
        parts = [f"{verb} by {who} throughout" for verb, who in by.items()]
    parts += [f"{verb} by nobody seen" for verb, epochs in held if not epochs]
    parts += programs(result.case.speakers, record)
    if one.attempts:
        low, high = wilson(0, one.attempts)
        parts.append(f"none of {plural(one.attempts, 'attempt')} failed ({interval(low, high)}, 95 % interval)")
    else:
        parts.append("nobody tried to connect")
    name = f" ({service})" if service else ""
    where = f"on interface {record.segment}{result.case.within(record)}"
    yield Paragraph(f"VIP {record.vip}{name} {where}: {'; '.join(parts)}", "", "  ")


def programs(speakers: Sequence[Speaker], record: VipRecord) -> list[str]:
    """Who announced it there, where that is known."""
    key = (record.vip, record.segment, record.view)
    names = dict.fromkeys(
        likeness(item) for item in speakers if item.spoke and (item.vip, item.segment, item.view) == key
    )
    return [f"announced {' and '.join(names)}"] if names else []
