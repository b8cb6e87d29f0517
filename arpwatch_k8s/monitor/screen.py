"""The live table on a terminal: one row a VIP, and the latest changes below it."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from datetime import tzinfo
from typing import Final

from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership import Epoch
from arpwatch_k8s.monitor.change import Change, line
from arpwatch_k8s.monitor.judge import Look
from arpwatch_k8s.monitor.moves import segment_name
from arpwatch_k8s.plain import plain
from arpwatch_k8s.report.times import clock

LINES: Final = 12
COLUMNS: Final = ("VIP", "on", "claimed by", "since", "used", "serving", "kernel", "moves", "failed", "suspected cause")


class Screen:
    """Draws looks and changes; a context manager that takes the terminal and gives it back."""

    def __init__(self, interfaces: Sequence[str], zone: tzinfo, console: Console | None = None) -> None:
        self._interfaces = interfaces
        self._zone = zone
        self._lines: deque[str] = deque(maxlen=LINES)
        self._table = Table()
        self._live = Live(console=console, auto_refresh=False, screen=False)

    def __enter__(self) -> Screen:
        self._live.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._live.stop()

    def tell(self, change: Change) -> None:
        """One more change."""
        self._lines.append(line(change, self._zone))
        self._draw()

    def show(self, look: Look) -> None:
        """What is so now."""
        self._table = table(look.result, self._interfaces, self._zone)
        self._draw()

    def _draw(self) -> None:
        self._live.update(Group(self._table, *(Text(words, no_wrap=True) for words in self._lines)), refresh=True)


def table(result: Result, interfaces: Sequence[str], zone: tzinfo) -> Table:
    """All VIPs."""
    drawn = Table(*COLUMNS, title=plain(f"{result.verdict.outcome}: {result.verdict.summary}"))
    for record in result.vips:
        drawn.add_row(*(Text(plain(cell)) for cell in cells(result, record, interfaces, zone)))
    return drawn


def cells(result: Result, record: VipRecord, interfaces: Sequence[str], zone: tzinfo) -> list[str]:
    """One VIP's row."""
    ours = {host.mac for host in record.hosts}
    claimed = last(record.ownership.epochs)
    finding = next((item for item in result.verdict.findings if item.vip == record.vip), None)
    return [
        record.vip,
        segment_name(record.segment, interfaces),
        held(result, claimed),
        clock(claimed.start, zone) if claimed else "",
        held(result, last(tuple(epoch for epoch in record.used if epoch.sender in ours))),
        held(result, last(record.serving)),
        held(result, last(record.kernel)),
        str(len(record.ownership.handovers)),
        f"{len(record.failed)} of {len(record.attempts)}",
        f"{finding.rule} ({finding.confidence})" if finding else "",
    ]


def last(epochs: Sequence[Epoch]) -> Epoch | None:
    """The newest epoch."""
    return max(epochs, key=lambda epoch: epoch.start, default=None)


def held(result: Result, epoch: Epoch | None) -> str:
    """Who holds a track."""
    return result.inventory.label(epoch.owner, epoch.mac) if epoch else "unknown"
