"""What is carried from window to window: who had each track last, and the connections that are open.

Rows are carried, no conclusions: of each track the last of its last owners, of each open connection what opened it. So
whoever reads them before a window's own rows sees what an analysis of all would see there.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.ownership.runs import runs
from arpwatch_k8s.correlator.window import at_places, by_ends, tracks
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.addresses import NO_ADDRESS, number_text
from arpwatch_k8s.evidence.row import L2_CHANGE, TCP_FIN, TCP_RST, TCP_SYN, TCP_SYNACK
from arpwatch_k8s.evidence.table import compact, gather
from arpwatch_k8s.periods.captures import renumbered

if TYPE_CHECKING:
    from numpy.typing import NDArray

LAST_RUNS: Final = 4
"""Runs of a track that are carried: two MACs of one node are two until it is known that they are."""
MOST_ROWS: Final = 100_000
"""Rows of open connections that are carried, the newest: of a capture without FINs all stay open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """Rows from before some time."""

    rows: Evidence = field(default_factory=lambda: gather([]))
    """They are numbered by their captures' places in `captures`."""
    captures: tuple[int, ...] = ()
    """The numbers of these captures among all."""


def left_by(rows: Evidence, captures: Sequence[int], vips: Collection[int]) -> Carried:
    """What is to be carried on of rows in time order, which are numbered by the place of their captures in `captures`;
    `vips` are numbers."""
    codes = codes_of(rows, vips)
    of_tracks, of_open = last_of_tracks(rows, codes), opening(rows)
    kept = compact(seen_alone(rows, of_tracks & ~of_open).take(of_tracks | of_open))
    used = np.unique(kept["capture"])
    to = np.zeros(int(used.max(initial=0)) + 1, np.int64)
    to[used] = np.arange(len(used))
    return Carried(rows=renumbered(kept, to), captures=tuple(captures[number] for number in used.tolist()))


def seen_alone(rows: Evidence, alone: NDArray[np.bool_]) -> Evidence:
    """The same rows, of which some stand for whom a sender used and nothing else: a SYN whose connection is not carried
    would be an attempt that nobody answered."""
    kind = rows["kind"]
    return Evidence({**rows.columns, "kind": np.where(alone & (kind == TCP_SYN), L2_CHANGE, kind)}, rows.addresses)


def folded(before: Carried, after: Carried, vips: Collection[int]) -> Carried:
    """What is carried behind a window: what was carried up to it, and what it leaves."""
    captures = sorted({*before.captures, *after.captures})
    parts = [
        renumbered(one.rows, np.array([captures.index(number) for number in one.captures], np.int64))
        for one in (before, after)
        if len(one.rows)
    ]
    return left_by(gather(parts), captures, vips) if parts else before


def codes_of(rows: Evidence, vips: Collection[int]) -> list[int]:
    """The codes of those VIPs that rows name."""
    found = (rows.addresses.find(number_text(vip)) for vip in vips)
    return [code for code in found if code != NO_ADDRESS]


def last_of_tracks(rows: Evidence, codes: Collection[int]) -> NDArray[np.bool_]:
    """The last row of each of the last runs of every track."""
    return at_places(rows, ends(rows, codes))


def ends(rows: Evidence, codes: Collection[int]) -> Iterator[tuple[int, int]]:
    """Capture and frame of each of them."""
    for track in tracks(rows, codes):
        last = runs(track).last[-LAST_RUNS:]
        yield from track[["capture", "frame"]][last].tolist()


def opening(rows: Evidence) -> NDArray[np.bool_]:
    """What opened the connections that were not seen to end since, and the first end of those whose beginning is not
    among the rows: it may be among others. A SYN that nobody answered counts until anybody's is: up to then it may be
    of an outage that goes on."""
    kind = rows["kind"]
    tcp = np.flatnonzero((kind >= TCP_SYN) & (kind <= TCP_RST))
    found = np.zeros(len(rows), bool)
    if not len(tcp):
        return found
    whose, what = by_ends(rows.take(tcp)), kind[tcp]
    place = np.arange(len(tcp))
    is_end = (what == TCP_FIN) | (what == TCP_RST)
    last_end, first_end, first_open = (np.full(int(whose.max()) + 1, end) for end in (-1, len(tcp), len(tcp)))
    np.maximum.at(last_end, whose[is_end], place[is_end])
    np.minimum.at(first_end, whose[is_end], place[is_end])
    np.minimum.at(first_open, whose[~is_end], place[~is_end])
    open_now = ~is_end & (place > last_end[whose]) & ~in_vain(rows.take(tcp), whose, last_end)
    of_others = is_end & (place == first_end[whose]) & (first_open[whose] > place)
    newest = np.flatnonzero(open_now | of_others)[-MOST_ROWS:]
    found[tcp[newest]] = True
    return found


def in_vain(tcp: Evidence, whose: NDArray[np.int64], last_end: NDArray[np.int64]) -> NDArray[np.bool_]:
    """SYNs of connections that nobody answered, after which another's was answered from the same address; `last_end`:
    the place of the last end of each connection."""
    place, is_answer = np.arange(len(tcp)), tcp["kind"] == TCP_SYNACK
    answered = np.zeros(len(last_end), bool)
    answered[whose[is_answer & (place > last_end[whose])]] = True
    latest = np.full(len(tcp.addresses) + 1, -1, np.int64)
    np.maximum.at(latest, tcp["ip_src"][is_answer], place[is_answer])
    found: NDArray[np.bool_] = (tcp["kind"] == TCP_SYN) & ~answered[whose] & (latest[tcp["ip_dst"]] > place)
    return found
