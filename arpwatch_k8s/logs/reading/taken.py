"""What a parser said of a log's lines, in bounded memory: of what is said again and again, the rest is counted."""

from __future__ import annotations

from collections import Counter
from typing import Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.clock import Stamp
from arpwatch_k8s.logs.details.belief import Reconcile, Remark
from arpwatch_k8s.logs.details.detail import ProxyRemark, UpstreamError
from arpwatch_k8s.logs.event import Contents, Cut, LogEvent, Passed, Tally, Undated
from arpwatch_k8s.logs.source import Clock
from arpwatch_k8s.thresholds import NS

RUNTIME_LAG_NS: Final = NS // 10
"""A line was written at most so long before its runtime or journald stamped it: 0.15 ms where both stamps are fine
(cilium's own beside kubectl's), and much more under load."""
RESOLUTIONS: Final = frozenset(10**digits for digits in range(10))
"""The widths that stamps have, ns: a second and its decimals."""
MOST_REMARKS: Final = 1000
"""Remarks that are kept with their text; more are counted."""
MOST_TEXTS: Final = 1000
"""Unreadable lines that are kept with their text; of more, the number."""
MOST_ALIKE: Final = 200_000
"""Events that are kept whatever they say, 120 MB; behind them those only that no earlier one stands for."""
A_MINUTE: Final = 60
"""Events of one kind and address that are kept of each minute then."""
MOST_COUNTED: Final = 300_000
"""Events that are kept at all, of kinds of which some stand for the rest."""
MOST_EVENTS: Final = 500_000
"""A log with more events than these, none of which stands for others, is refused."""
MOST_CUTS: Final = 1000
"""Kinds and addresses that what is not kept is counted by; of more, by kind."""
MINUTE_NS: Final = 60 * NS
COUNTED: Final = (Reconcile, UpstreamError, ProxyRemark)
"""What tells by how often it is said: one more or less changes no owner and no leader."""

Item = LogEvent | Undated | Passed | tuple[int, str]
"""What a line says, or that it says nothing of note; number and text of one that says nothing known."""
Key = tuple[str, str | None]
"""Kind and address."""


class Taken:
    """What was said so far of the lines of a file."""

    def __init__(self, path: str, clock: Clock) -> None:
        self._path, self._clock = path, clock
        self._events: list[LogEvent] = []
        self._undated: list[Undated] = []
        self._unparsed: list[tuple[int, str]] = []
        self._more_unparsed = 0
        self._passed: Counter[str] = Counter()
        self._remarks = 0
        self._first: int | None = None
        self._last: int | None = None
        self._cuts: dict[Key, Cut] = {}
        self._minute = 0
        self._of_minute: Counter[Key] = Counter()
        self._said: dict[tuple[str | None, str, str | None], LogEvent] = {}

    @property
    def is_understood(self) -> bool:
        """Whether a line was understood."""
        return bool(self._events or self._passed or self._undated)

    @property
    def has_all_remarks(self) -> bool:
        """Whether further remarks are only counted."""
        return self._remarks >= MOST_REMARKS

    def take(self, item: Item, number: int) -> None:
        """One thing more that was said when the line of a number was read."""
        if isinstance(item, Passed):
            self._passed[item.program] += 1
            if item.time is not None:
                self._span(item.time)
        elif isinstance(item, LogEvent):
            self._span(item.time)
            self._keep(item, number)
        elif isinstance(item, Undated):
            if len(self._undated) >= MOST_EVENTS:
                raise self._too_many()
            self._undated.append(item)
        elif len(self._unparsed) < MOST_TEXTS:
            self._unparsed.append(item)
        else:
            self._more_unparsed += 1

    def pass_over(self, passed: Counter[str]) -> None:
        """Lines of programs that were passed over."""
        self._passed.update(passed)

    def contents(self, lines: int, tallies: tuple[Tally, ...] = ()) -> Contents:
        """All of it, of so many lines."""
        return Contents(
            events=tuple(self._events),
            lines=lines,
            unparsed=tuple(self._unparsed),
            more_unparsed=self._more_unparsed,
            passed=tuple(sorted(self._passed.items())),
            undated=tuple(self._undated),
            span=None if self._first is None or self._last is None else (self._first, self._last),
            tallies=tallies,
            cuts=tuple(self._cuts.values()),
        )

    def _span(self, time: int) -> None:
        if self._first is None or time < self._first:
            self._first = time
        if self._last is None or time > self._last:
            self._last = time

    def _keep(self, event: LogEvent, number: int) -> None:
        """An event, with what its wrapper knows better; of remarks so many."""
        if isinstance(event.detail, Remark):
            self._remarks += 1
            if self._remarks > MOST_REMARKS:
                self._passed[event.detail.program] += 1
                return
        host = event.host or self._clock.host
        if event.line == number and (host != event.host or self._clock.outer is not None):
            time, width_ns = finer(event, self._clock.outer)
            event = LogEvent(
                time=time,
                width_ns=width_ns,
                source=event.source,
                line=event.line,
                text=event.text,
                detail=event.detail,
                part=event.part,
                host=host,
            )
        if len(self._events) < MOST_ALIKE or not self._is_cut(event):
            if len(self._events) >= MOST_EVENTS:
                raise self._too_many()
            self._events.append(event)

    def _is_cut(self, event: LogEvent) -> bool:
        """Whether an event is counted alone, as one that stands for it was kept."""
        detail = event.detail
        key = str(detail.kind), detail.address
        if isinstance(detail, COUNTED):
            minute = event.time // MINUTE_NS
            if minute != self._minute:
                self._minute = minute
                self._of_minute.clear()
            self._of_minute[key] += 1
            if self._of_minute[key] <= A_MINUTE and len(self._events) < MOST_COUNTED:
                return False
        else:
            about = event.host, type(detail).__name__, detail.address
            before = self._said.get(about)
            if before is None or before.detail != detail or before.host != event.host:
                if len(self._said) >= MOST_CUTS:
                    self._said.clear()
                self._said[about] = event
                return False
        if key not in self._cuts and len(self._cuts) >= MOST_CUTS:
            key = key[0], None
        cut = self._cuts.get(key, Cut(kind=key[0], address=key[1], number=0, first=event.time, last=event.time))
        self._cuts[key] = Cut(
            kind=cut.kind,
            address=cut.address,
            number=cut.number + 1,
            first=min(cut.first, event.time),
            last=max(cut.last, event.time),
        )
        return True

    def _too_many(self) -> InputError:
        return InputError(
            f"{self._path}: more than {MOST_EVENTS:,} events, each of which may matter",
            fix="Cut it to the time of the capture.",
        )


def finer(event: LogEvent, outer: Stamp | None) -> tuple[int, int]:
    """Time and width of an event, as narrow as its own stamp and that of its wrapper make it where they agree. A span
    that a line tells of is not when it was written."""
    if event.width_ns not in RESOLUTIONS:
        return event.time, event.width_ns
    end = event.time + event.width_ns
    if outer is None or not outer.zoned or outer.width_ns >= event.width_ns or not event.time <= outer.time < end:
        return event.time, event.width_ns
    start = max(event.time, outer.time - RUNTIME_LAG_NS)
    return start, min(outer.time + outer.width_ns, end) - start
