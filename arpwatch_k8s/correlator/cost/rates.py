"""Shares of attempts that failed, by who held the VIP when they began, with their exposure and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import NUMBER, OUTCOMES, AttemptOutcome
from arpwatch_k8s.correlator.cost.outages import Outage
from arpwatch_k8s.correlator.ownership.epochs import Contest, Epoch
from arpwatch_k8s.correlator.ownership.holders import NOBODY, fights_at, places
from arpwatch_k8s.correlator.ownership.tracks import Track

if TYPE_CHECKING:
    from numpy.typing import NDArray

Z95: Final = 1.959963984540054
"""The normal deviate that leaves 2.5 % on either side."""
MINUTE_NS: Final = 60_000_000_000

MINUTE: Final = np.dtype(
    [("minute", "i8"), ("owner", "i8"), ("attempts", "i8"), ("failed", "i8"), ("delayed", "i8"), ("ok", "i8")]
)
"""Attempts that began in a minute (since 1970) while `owner` claimed the VIP, `NOBODY` where that is not known."""


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
    """Attempts that began (on the track serving: were answered) while `owner` held a track over [start, end), ns UTC:
    an epoch, a contest (on the track claimed), or where nobody is known to have (`NOBODY`; times of the attempts).

    outcomes: how many of each, by name; outages: how many began in it, `outage_ns` long together.
    """

    track: Track
    sender: int | None
    owner: int
    contested: bool
    start: int
    end: int
    attempts: int
    failed: int
    delayed: int
    outcomes: dict[str, int]
    outages: int
    outage_ns: int

    @property
    def interval(self) -> tuple[float, float]:
        """95 % interval of the failed share."""
        return wilson(self.failed, self.attempts)


def rates(
    some: Connections, epochs: Sequence[Epoch], contests: Sequence[Contest], lost: Sequence[Outage]
) -> tuple[Rate, ...]:
    """The rates of one VIP and segment on each track; `epochs` are of all tracks, each in order."""
    tried = some.attempts
    by_track: list[tuple[Track, int | None, Connections, list[Epoch], Sequence[Contest]]] = [
        (Track.CLAIMED, None, tried, [epoch for epoch in epochs if epoch.track == Track.CLAIMED], contests),
        (Track.SERVING, None, tried, [epoch for epoch in epochs if epoch.track == Track.SERVING], ()),
    ]
    used = used_by(epochs)
    mine = by_sender(tried) if used else {}
    nobody = tried.places(np.zeros(0, np.int64))
    by_track += [(Track.USED, sender, mine.get(sender, nobody), held, ()) for sender, held in used.items()]
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
    senders = tried.column("sender_mac")
    order = np.argsort(senders, kind="stable")
    macs, first = np.unique(senders[order], return_index=True)
    parts = np.split(order, first[1:]) if len(macs) else []
    return {mac: tried.places(part) for mac, part in zip(macs.tolist(), parts, strict=True)}


def on_track(
    name: Track,
    sender: int | None,
    tried: Connections,
    epochs: Sequence[Epoch],
    contests: Sequence[Contest],
    *,
    lost: Sequence[Outage],
) -> Iterator[Rate]:
    """The rates of one track: of each epoch, each contest, and of what belongs to none, in order of time."""
    starts = tried.column("start")
    if name == Track.SERVING:
        starts = np.where(tried.column("answer_event") >= 0, tried.column("answer_time"), starts)
    group = groups(epochs, contests, starts)
    cells = len(epochs) + len(contests) + 1
    outcomes = np.bincount(group * len(OUTCOMES) + tried.column("outcome"), minlength=cells * len(OUTCOMES))
    table = outcomes.reshape(cells, len(OUTCOMES))
    failed = np.bincount(group[tried.is_failed], minlength=cells)
    delayed = np.bincount(group[tried.column("tries") > 1], minlength=cells)
    begun = groups(epochs, contests, np.array([outage.start for outage in lost], np.int64))
    numbers = np.bincount(begun, minlength=cells)
    length = np.bincount(begun, [outage.most_ns for outage in lost], minlength=cells)
    found = []
    for cell in range(cells):
        held = epochs[cell] if cell < len(epochs) else None
        fight = contests[cell - len(epochs)] if held is None and cell < cells - 1 else None
        if held is None and fight is None and not table[cell].sum():
            continue
        span = held or fight
        mine = starts[group == cell] if span is None else starts[:0]
        found.append(
            Rate(
                track=name,
                sender=sender,
                owner=held.owner if held else NOBODY,
                contested=fight is not None,
                start=span.start if span else int(mine.min()),
                end=span.end if span else int(mine.max()),
                attempts=int(table[cell].sum()),
                failed=int(failed[cell]),
                delayed=int(delayed[cell]),
                outcomes={name.value: n for name, n in zip(OUTCOMES, table[cell].tolist(), strict=True) if n},
                outages=int(numbers[cell]),
                outage_ns=int(length[cell]),
            )
        )
    yield from sorted(found, key=lambda rate: rate.start)


def groups(epochs: Sequence[Epoch], contests: Sequence[Contest], times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Which epoch, or contest (behind the epochs), holds at each time; behind both where none does."""
    epoch, fight = places(epochs, times), fights_at(contests, times)
    nowhere = len(epochs) + len(contests)
    found: NDArray[np.int64] = np.select([epoch >= 0, fight >= 0], [epoch, len(epochs) + fight], nowhere)
    return found


def minutes(some: Connections, claimed: Sequence[Epoch]) -> NDArray[Any]:
    """`MINUTE` records of one VIP and segment, in order."""
    tried = some.attempts
    place = places(claimed, tried.column("start"))
    owners = np.array([*(epoch.owner for epoch in claimed), NOBODY], np.int64)[place]
    keys = np.stack([tried.column("start") // MINUTE_NS, owners])
    cells, which = np.unique(keys, axis=1, return_inverse=True)
    which = which.reshape(-1)
    made = np.zeros(cells.shape[1], MINUTE)
    made["minute"], made["owner"] = cells
    made["attempts"] = np.bincount(which, minlength=len(made))
    made["failed"] = np.bincount(which[tried.is_failed], minlength=len(made))
    made["delayed"] = np.bincount(which[tried.column("tries") > 1], minlength=len(made))
    made["ok"] = np.bincount(which[tried.column("outcome") == NUMBER[AttemptOutcome.OK]], minlength=len(made))
    return made
