"""What probes heard: which MACs answered for an address in each run of arping or ndisc6, and what came of pings."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from arpwatch_k8s.logs.details.belief import Conflict
from arpwatch_k8s.logs.details.listed import ArpAnswer, ArpCount, ArpSilence, Echo, EchoResult
from arpwatch_k8s.logs.event import Log, LogEvent, Undated, everything
from arpwatch_k8s.logs.reading.run import TWO_MACS

DATED: int = 0
"""The number of the run of all that has a time: between runs no line is drawn there."""


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
    silent: int = 0
    """Questions that were not answered in time."""
    extra: int | None = None
    """Answers beyond the first to a question; None where it is not told."""
    lines: dict[int, int] = field(default_factory=dict)
    """The line of each MAC's first answer."""


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
        case ArpAnswer(mac=int(mac)) | Conflict(mac=int(mac)):
            heard.macs[mac] += 1
            heard.lines.setdefault(mac, said.line)
        case ArpSilence():
            heard.silent += 1
        case ArpCount(extra=int(extra)):
            heard.extra = extra


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
