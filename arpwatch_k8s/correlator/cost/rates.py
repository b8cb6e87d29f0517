"""Shares of attempts that failed, by who held the VIP when they began, with their exposure and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, OUTCOMES, AttemptOutcome
from arpwatch_k8s.correlator.cost.outages import Outage
from arpwatch_k8s.correlator.ownership.contests import Contest
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.ownership.holders import NOBODY, fights_at, places
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.evidence.pairs import distinct_pairs
from arpwatch_k8s.evidence.parts import parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

Z95: Final = 1.959963984540054
"""The normal deviate that leaves 2.5 % on either side."""
MINUTE_NS: Final = 60_000_000_000

MINUTE: Final = np.dtype(
    [("minute", "i8"), ("owner", "i8"), ("attempts", "i8"), ("failed", "i8"), ("delayed", "i8"), ("ok", "i8")]
)
"""Attempts that began in a minute (since 1970) while `owner` claimed the VIP, `NOBODY` where that is not known."""
MinuteRows: TypeAlias = "NDArray[np.void]"
"""An array of `MINUTE`."""


def wilson(failed: int, attempts: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson, JASA 22, 1927); (0, 1) without attempts."""
    if attempts == 0:
        return 0.0, 1.0
    share, square = failed / attempts, Z95 * Z95
    center = (share + square / (2 * attempts)) / (1 + square / attempts)
    half = Z95 / (1 + square / attempts) * sqrt(share * (1 - share) / attempts + square / (4 * attempts**2))
    return (0.0 if failed == 0 else center - half), (1.0 if failed == attempts else center + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Attempts that began while an owner held a track (on the track serving: were answered while it did)."""

    track: Track
    """Which one."""
    sender: int | None
    """Whose, where it is *used*: the MAC of the sender; else None."""
    owner: int
    """Who held it; `NOBODY` in a contest, and where nobody is known to have."""
    contested: bool
    """Whether it is about a contest."""
    start: int
    """When that epoch or contest began, or the first attempt did where nobody held the track; ns UTC."""
    end: int
    """When it ended, or the last attempt began; ns UTC."""
    attempts: int
    """How many began: the exposure of the rest."""
    failed: int
    """How many of them failed, and not by the client."""
    delayed: int
    """How many had to retry their SYN."""
    outcomes: dict[str, int]
    """How many there were of each outcome, by name."""
    outages: int
    """How many outages began in it."""
    outage_ns: int
    """How long those lasted together at most."""

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the failed share."""
        return wilson(self.failed, self.attempts)


def rates(
    connections: Connections, epochs: Sequence[Epoch], contests: Sequence[Contest], lost: Sequence[Outage]
) -> tuple[Rate, ...]:
    """The rates of one VIP and segment on each track; `epochs` are of all tracks, each in order."""
    tried = connections.attempts
    by_track: list[tuple[Track, int | None, Connections, list[Epoch], Sequence[Contest]]] = [
        (Track.CLAIMED, None, tried, [epoch for epoch in epochs if epoch.track == Track.CLAIMED], contests),
        (Track.SERVING, None, tried, [epoch for epoch in epochs if epoch.track == Track.SERVING], ()),
    ]
    used = used_by(epochs)
    by_mac = by_sender(tried) if used else {}
    nobody = tried.places(np.zeros(0, np.int64))
    by_track += [(Track.USED, sender, by_mac.get(sender, nobody), held, ()) for sender, held in used.items()]
    return tuple(rate for track in by_track for rate in on_track(*track, lost=lost))


def used_by(epochs: Sequence[Epoch]) -> dict[int | None, list[Epoch]]:
    """Epochs of the track *used*, by sender."""
    found: dict[int | None, list[Epoch]] = {}
    for epoch in epochs:
        if epoch.track == Track.USED:
            found.setdefault(epoch.sender, []).append(epoch)
    return found


def by_sender(tried: Connections) -> dict[int | None, Connections]:
    """Attempts by the MAC that asked."""
    return {mac: tried.part(places) for mac, places in parts(tried.column("sender_mac"))}


def on_track(
    track: Track,
    sender: int | None,
    tried: Connections,
    epochs: Sequence[Epoch],
    contests: Sequence[Contest],
    *,
    lost: Sequence[Outage],
) -> Iterator[Rate]:
    """The rates of one track: of each epoch, each contest, and of what belongs to none, in order of time."""
    starts = tried.column("start")
    if track == Track.SERVING:
        starts = np.where(tried.column("answer_event") >= 0, tried.column("answer_time"), starts)
    group = groups(epochs, contests, starts)
    spans: list[Epoch | Contest | None] = [*epochs, *contests, None]
    table = outcome_counts(tried, group, len(spans))
    failed = np.bincount(group[tried.is_failed], minlength=len(spans))
    delayed = np.bincount(group[tried.column("tries") > 1], minlength=len(spans))
    begun = groups(epochs, contests, np.array([outage.start for outage in lost], np.int64))
    numbers = np.bincount(begun, minlength=len(spans))
    length = np.bincount(begun, [outage.most_ns for outage in lost], minlength=len(spans))
    rates = []
    columns = (table.sum(axis=1), failed, delayed, numbers, length.astype(np.int64))
    cells = zip(spans, *(column.tolist() for column in columns), strict=True)
    for cell, (span, attempts, n_failed, n_delayed, n_outages, outage_ns) in enumerate(cells):
        if span is None and not attempts:
            continue
        counts = table[cell].tolist() if attempts else ()
        rates.append(
            Rate(
                track=track,
                sender=sender,
                owner=epochs[cell].owner if cell < len(epochs) else NOBODY,
                contested=span is not None and cell >= len(epochs),
                start=span.start if span else int(starts[group == cell].min()),
                end=span.end if span else int(starts[group == cell].max()),
                attempts=attempts,
                failed=n_failed,
                delayed=n_delayed,
                outcomes={outcome.value: n for outcome, n in zip(OUTCOMES, counts, strict=False) if n},
                outages=n_outages,
                outage_ns=outage_ns,
            )
        )
    yield from sorted(rates, key=lambda rate: rate.start)


def outcome_counts(tried: Connections, group: NDArray[np.int64], groups: int) -> NDArray[np.int64]:
    """How many attempts of each group (a row) had each outcome (a column, as `OUTCOMES`)."""
    cell = group * len(OUTCOMES) + tried.column("outcome")
    return np.bincount(cell, minlength=groups * len(OUTCOMES)).reshape(groups, len(OUTCOMES))


def groups(epochs: Sequence[Epoch], contests: Sequence[Contest], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which epoch, or contest (behind the epochs), holds at each time; behind both where none does."""
    epoch, fight = places(epochs, times), fights_at(contests, times)
    nowhere = len(epochs) + len(contests)
    found: NDArray[np.int64] = np.select([epoch >= 0, fight >= 0], [epoch, len(epochs) + fight], nowhere)
    return found


def minutes(connections: Connections, claimed: Sequence[Epoch]) -> MinuteRows:
    """`MINUTE` records of one VIP and segment, in order."""
    tried = connections.attempts
    place = places(claimed, tried.column("start"))
    owners = np.array([*(epoch.owner for epoch in claimed), NOBODY], np.int64)[place]
    minute = tried.column("start") // MINUTE_NS
    first, which = distinct_pairs(minute, owners)
    made = np.zeros(len(first), MINUTE)
    made["minute"], made["owner"] = minute[first], owners[first]
    made["attempts"] = np.bincount(which, minlength=len(made))
    made["failed"] = np.bincount(which[tried.is_failed], minlength=len(made))
    made["delayed"] = np.bincount(which[tried.column("tries") > 1], minlength=len(made))
    made["ok"] = np.bincount(which[tried.column("outcome") == NUMBER[AttemptOutcome.OK]], minlength=len(made))
    return made
