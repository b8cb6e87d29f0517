"""The live view on a terminal: the verdict, a block for each VIP with the sick ones first, and the latest changes.

It keeps to the terminal's size: what finds no room is counted, and of changes the newest are shown.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from datetime import tzinfo
from typing import ClassVar, Final

from rich.console import Console
from rich.live import Live
from rich.text import Text

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.changes.change import Change
from arpwatch_k8s.changes.line import line
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.monitor.moves import segment_name
from arpwatch_k8s.monitor.sinks.brief import Brief
from arpwatch_k8s.monitor.sinks.sink import State
from arpwatch_k8s.report.formats.text import HEADLINES
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import moment

MOST_CHANGES: Final = 200
FEWEST_CHANGES: Final = 6
"""Lines that are left for changes, however many VIPs there are."""
INDENT: Final = "  "


class Screen:
    """Draws states and changes; takes the terminal with the first of them, and gives it back when it is closed."""

    name: ClassVar[str] = "screen"

    def __init__(self, interfaces: Sequence[str], zone: tzinfo, console: Console) -> None:
        self._interfaces = interfaces
        self._zone = zone
        self._console = console
        self._brief = Brief()
        self._changes: deque[str] = deque(maxlen=MOST_CHANGES)
        self._result: Result | None = None
        self._live = Live(console=self._console, auto_refresh=False, screen=False)

    def tell(self, change: Change) -> None:
        """One more change."""
        if self._brief.shows(change):
            self._changes.append(line(change, self._zone))
            self._draw()

    def show(self, state: State) -> None:
        """What is so now."""
        self._result = state.result
        self._draw()

    def close(self) -> None:
        """Leave the last view on the terminal."""
        self._live.stop()

    def _draw(self) -> None:
        if not self._live.is_started:
            self._live.start()
        drawn = view(self._result, self._changes, self._interfaces, self._zone, self._console)
        self._live.update(drawn, refresh=True)


def view(
    result: Result | None, changes: Sequence[str], interfaces: Sequence[str], zone: tzinfo, console: Console
) -> Text:
    """All of it, as many lines as the console is high at most."""
    room = console.height - 1
    state = [] if result is None else standing(result, interfaces, zone, console, max(1, room - FEWEST_CHANGES - 1))
    left = room - len(state) - bool(state)
    newest: list[Text] = []
    for words in reversed(changes):
        lines = wrapped(Text(words), console, "    ")
        if len(newest) + len(lines) > left:
            break
        newest = lines + newest
    return Text("\n").join([*state, *([Text()] if state and newest else []), *newest])


def standing(result: Result, interfaces: Sequence[str], zone: tzinfo, console: Console, room: int) -> list[Text]:
    """The verdict and the VIPs in at most `room` lines; how many VIPs found none."""
    verdict = result.verdict
    head = HEADLINES[verdict.outcome] + (f": {verdict.cause}" if verdict.cause else "")
    words = Text(plain(f"{INDENT}{verdict.summary}"))
    lines = [Text(head, style="bold"), *wrapped(words, console, INDENT)][:room]
    for number, record in enumerate(records := by_need(result)):
        more = [part for text in block(result, record, interfaces, zone) for part in wrapped(text, console, INDENT * 3)]
        last = number == len(records) - 1
        if len(lines) + len(more) + (not last) > room:
            return [*lines, Text(plural(len(records) - number, "more VIP"))][:room]
        lines += more
    return lines


def wrapped(text: Text, console: Console, indent: str) -> list[Text]:
    """The lines of a text; those after the first are indented."""
    first, *rest = text.wrap(console, console.width) or [Text()]
    if rest:
        begun = text[len(first) :]
        begun.plain = begun.plain.lstrip()
        rest = [Text(indent) + part for part in begun.wrap(console, console.width - len(indent))]
    return [first, *rest]


def by_need(result: Result) -> list[VipRecord]:
    """VIPs, those with a finding first, then those with failures."""
    named = {finding.vip for finding in result.verdict.findings}
    return sorted(result.case.vips, key=lambda record: (record.vip not in named, not len(record.failed)))


def block(result: Result, record: VipRecord, interfaces: Sequence[str], zone: tzinfo) -> Iterator[Text]:
    """One VIP: what it cost, and who holds it; a line for each who does, where tracks disagree."""
    failed = len(record.failed)
    head = Text(plain(f"{record.vip} on {segment_name(record.segment, interfaces)}"), style="bold")
    head.append(f"  {failed} of {len(record.attempts)} attempts failed", style="bold red" if failed else "not bold")
    head.append(f", {plural(len(record.ownership.handovers), 'move')}", style="not bold")
    yield head
    for finding in result.verdict.findings:
        if finding.vip == record.vip:
            yield Text(f"{INDENT}{finding.rule}: {finding.severity}, {finding.confidence} confidence")
    holders, unknown = held(result, record)
    for who, (since, tracks) in holders.items():
        words = f"{INDENT}{', '.join(tracks)}: {who} since {moment(since, zone, today=result.case.end or since)}"
        yield Text(plain(words), style="yellow" if len(holders) > 1 else "")
    if unknown:
        yield Text(f"{INDENT}not known: {', '.join(unknown)}")


def held(result: Result, record: VipRecord) -> tuple[dict[str, tuple[int, list[str]]], list[str]]:
    """Who holds which tracks, since when on the first of them; and the tracks on which nobody is known to."""
    ours = {host.mac for host in record.hosts}
    newest = {
        "claimed": last(record.ownership.epochs),
        "used": last(tuple(epoch for epoch in record.used if epoch.sender in ours)),
        "serving": last(record.serving),
        "kernel": last(record.kernel),
    }
    holders: dict[str, tuple[int, list[str]]] = {}
    for track, epoch in newest.items():
        if epoch is not None:
            who = result.case.inventory.label(epoch.owner, epoch.mac)
            holders.setdefault(who, (epoch.start, []))[1].append(track)
    return holders, [track for track, epoch in newest.items() if epoch is None]


def last(epochs: Sequence[Epoch]) -> Epoch | None:
    """The newest epoch."""
    return max(epochs, key=lambda epoch: epoch.start, default=None)
