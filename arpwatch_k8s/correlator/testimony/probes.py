"""What probes heard: which MACs answered for an address in each run of arping or ndisc6, and what came of pings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.logs.details.belief import Conflict
from arpwatch_k8s.logs.details.listed import ArpAnswer, ArpCount, ArpSilence, Echo, EchoResult
from arpwatch_k8s.logs.event import Log, LogEvent, Undated, everything
from arpwatch_k8s.logs.reading.run import TWO_MACS
from arpwatch_k8s.thresholds import NS

BRIEF: Final = 3
"""Answers in a row, about a second from each other, that are no stay of an address that moved: ours, half of what an
announcer's burst lasts."""
BRIEF_NS: Final = 6 * NS
"""How long they take at most, where that is told."""
FEW_ASKED: Final = 3
"""Questions of a run so short that more answers than questions are no move within it: ours, as many as people send."""
DATED: int = 0
"""The number of the run of all that has a time: between runs no line is drawn there."""


@dataclass(slots=True)
class Turn:
    """Answers of one MAC in a row."""

    mac: int
    """The MAC."""
    time: int | None
    """When the first came, ns UTC; None where it has no time."""
    answers: int = 1
    """How many."""

    def is_brief(self, until: int | None) -> bool:
        """Whether they are few, and over by `until`."""
        return self.answers <= BRIEF and (until is None or self.time is None or until - self.time <= BRIEF_NS)


@dataclass(slots=True, kw_only=True)
class Answers:
    """What one run of arping or ndisc6 heard of an address."""

    log: int
    """The log's number."""
    path: str
    """The log's path."""
    run: int
    """Which run of the log, from 1; DATED for what has a time."""
    address: str
    """The address asked for, canonical text."""
    macs: Counter[int] = field(default_factory=Counter)
    """How often each MAC answered, in the order of their first answers."""
    returns: int = 0
    """How often a MAC answered again after at most BRIEF answers of another: no move goes there and back so soon."""
    asked: int | None = None
    """Questions that were put; None where it is not told."""
    first: int | None = None
    """When the first answer came, ns UTC; None where nothing has a time."""
    last: int | None = None
    """When the last one came."""
    silent: int = 0
    """Questions that were not answered in time."""
    extra: int | None = None
    """Answers beyond the first to a question; None where it is not told."""
    lines: dict[int, int] = field(default_factory=dict)
    """The line of each MAC's first answer."""
    _turns: list[Turn] = field(default_factory=list)

    @property
    def is_at_once(self) -> bool:
        """Whether more than one MAC had the address at one time, and it did not merely move."""
        extra = bool(self.extra) and self.asked is not None and self.asked <= FEW_ASKED
        return len(self.macs) > 1 and (self.returns > 0 or extra)

    def heard(self, mac: int, line: int, time: int | None) -> None:
        """One answer more."""
        self.macs[mac] += 1
        self.lines.setdefault(mac, line)
        self.first, self.last = time if self.first is None else self.first, time
        if self._turns and self._turns[-1].mac == mac:
            self._turns[-1].answers += 1
            return
        if len(self._turns) == 2 and self._turns[0].mac == mac and self._turns[1].is_brief(time):
            self.returns += 1
        self._turns = [*self._turns[-1:], Turn(mac, time)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pings:
    """What came of the pings of an address that a log has."""

    log: int
    """The log's number."""
    path: str
    """The log's path."""
    address: str
    """The address that was pinged, canonical text."""
    results: Mapping[tuple[Echo, str | None], int]
    """How often each came of a request, and from whom."""


def answers(logs: Iterable[Log]) -> Iterator[Answers]:
    """What each run heard of each address; answers whose address is not told are left out."""
    for number, log in enumerate(logs):
        runs: dict[tuple[int, str], Answers] = {}
        for said in everything(log):
            address = said.detail.address
            if address is None or not is_heard(said):
                continue
            run = said.listing if isinstance(said, Undated) else DATED
            key = (run, address)
            heard = runs.setdefault(key, Answers(log=number, path=log.path, run=run, address=address))
            note(heard, said)
        yield from runs.values()


def is_heard(said: LogEvent | Undated) -> bool:
    """Whether a probe for a MAC says something."""
    match said.detail:
        case ArpAnswer() | ArpSilence() | ArpCount():
            return True
        case Conflict(kind=kind):
            return kind == TWO_MACS
        case _:
            return False


def note(heard: Answers, said: LogEvent | Undated) -> None:
    """One line more of a run."""
    match said.detail:
        case ArpAnswer(unasked=True):
            pass
        case ArpAnswer(mac=int(mac)) | Conflict(mac=int(mac)):
            heard.heard(mac, said.line, said.time if isinstance(said, LogEvent) else None)
        case ArpSilence():
            heard.silent += 1
        case ArpCount(asked=asked, answers=answers, extra=extra):
            heard.asked = heard.asked if asked is None else asked
            if extra is not None:
                heard.extra = extra
            elif answers is not None and heard.asked is not None:
                heard.extra = max(0, answers - heard.asked)


def pings(logs: Iterable[Log]) -> Iterator[Pings]:
    """What came of the pings of each address in each log."""
    for number, log in enumerate(logs):
        found: dict[str, Counter[tuple[Echo, str | None]]] = {}
        for said in everything(log):
            match said.detail:
                case EchoResult(address=str(address), kind=kind, sender=sender):
                    found.setdefault(address, Counter())[kind, sender] += 1
        for address, results in found.items():
            yield Pings(log=number, path=log.path, address=address, results=results)
