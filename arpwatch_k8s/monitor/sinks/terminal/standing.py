"""How things stand: the verdict, and a block for each VIP, the sick ones first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from rich.console import Console
from rich.text import Text

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.monitor.moves import segment_name
from arpwatch_k8s.monitor.sinks.terminal.folding import cut, wrapped
from arpwatch_k8s.monitor.sinks.terminal.rates import recent
from arpwatch_k8s.monitor.sinks.terminal.shown import Shown
from arpwatch_k8s.report.formats.text import HEADLINES
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import moment

INDENT: Final = "  "
SWATCH: Final = "\u25a0"
"""A square in the owner's color: text in it would be hard to read on some grounds."""


def verdict_lines(result: Result, console: Console, *, width: int, with_summary: bool) -> list[Text]:
    """The verdict; its sentence, too, unless another line says it."""
    verdict = result.verdict
    head = Text(HEADLINES[verdict.outcome] + (f": {verdict.cause}" if verdict.cause else ""), style="bold")
    if not with_summary:
        return [head]
    return [head, *wrapped(Text(plain(f"{INDENT}{verdict.summary}")), console, INDENT, width=width)]


def vip_lines(shown: Shown, result: Result, console: Console, *, width: int, room: int) -> list[Text]:
    """The VIPs in at most `room` lines; how many of them found none."""
    lines: list[Text] = []
    for number, record in enumerate(records := by_need(result)):
        texts = block(shown, result, record)
        more = [part for text in texts for part in wrapped(text, console, INDENT * 3, width=width)]
        last = number == len(records) - 1
        if len(lines) + len(more) + (not last) > room:
            left = Text(plural(len(records) - number, "more VIP"))
            return [*cut(more, room - 1), left][:room] if not lines and room > 1 else [*lines, left][:room]
        lines += more
    return lines


def by_need(result: Result) -> list[VipRecord]:
    """VIPs, those with a finding first, then those with failures."""
    named = {finding.vip for finding in result.verdict.findings}
    return sorted(result.case.vips, key=lambda record: (record.vip not in named, not len(record.failed)))


def block(shown: Shown, result: Result, record: VipRecord) -> Iterator[Text]:
    """One VIP: what it cost, and who holds it; a line for each who does, where tracks disagree."""
    failed = len(record.failed)
    head = Text(plain(f"{record.vip} on {segment_name(record.segment, shown.interfaces)}"), style="bold")
    head.append(f"  {failed} of {len(record.attempts)} attempts failed", style="bold red" if failed else "not bold")
    head.append(f", {plural(len(record.ownership.handovers), 'move')}", style="not bold")
    if record.ownership.contests:
        head.append(", ", style="not bold")
        head.append(plural(len(record.ownership.contests), "fight"), style="yellow")
    yield head
    rate = recent(result, record, shown.time)
    if rate is not None:
        yield Text(f"{INDENT}{rate.text}", style="red" if rate.failed else "")
    for finding in result.verdict.findings:
        if finding.vip == record.vip:
            yield Text(f"{INDENT}{finding.rule}: {finding.severity}, {finding.confidence} confidence")
    holders, unknown = held(result, record)
    for (owner, who), (since, tracks) in holders.items():
        line = Text(INDENT)
        line.append(SWATCH, style=shown.colors.get(owner, ""))
        words = f" {', '.join(tracks)}: {who} since {moment(since, shown.zone, today=result.case.end or since)}"
        line.append(plain(words), style="yellow" if len(holders) > 1 else "")
        yield line
    if unknown:
        yield Text(f"{INDENT}not known: {', '.join(unknown)}")


def held(result: Result, record: VipRecord) -> tuple[dict[tuple[int, str], tuple[int, list[str]]], list[str]]:
    """Who (number and name) holds which tracks, since when on the first of them; and the tracks on which nobody is
    known to."""
    ours = {host.mac for host in record.hosts}
    newest = {
        "claimed": last(record.ownership.epochs),
        "used": last(tuple(epoch for epoch in record.used if epoch.sender in ours)),
        "serving": last(record.serving),
        "kernel": last(record.kernel),
    }
    holders: dict[tuple[int, str], tuple[int, list[str]]] = {}
    for track, epoch in newest.items():
        if epoch is not None:
            who = epoch.owner, result.case.inventory.label(epoch.owner, epoch.mac)
            holders.setdefault(who, (epoch.start, []))[1].append(track)
    return holders, [track for track, epoch in newest.items() if epoch is None]


def last(epochs: Sequence[Epoch]) -> Epoch | None:
    """The newest epoch."""
    return max(epochs, key=lambda epoch: epoch.start, default=None)
