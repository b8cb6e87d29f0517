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
    `vips` are numbers. Of connections that began before all of these rows it has the answer and the end."""
    return picked(rows, captures, vips, opening(rows) | strays(rows))


def picked(rows: Evidence, captures: Sequence[int], vips: Collection[int], of_open: NDArray[np.bool_]) -> Carried:
    """Some rows about connections, and the last rows of every track."""
    of_tracks = last_of_tracks(rows, codes_of(rows, vips))
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
    if not parts:
        return before
    rows = gather([gather([]), *parts])  # with addresses of its own: others may be reading those of the parts
    return picked(rows, captures, vips, opening(rows))


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


@dataclass(frozen=True, slots=True, eq=False)
class Segments:
    """What opens and ends connections among some rows, in their order."""

    place: NDArray[np.int64]
    """Where each is among the rows."""
    rows: Evidence
    """They themselves."""
    whose: NDArray[np.int64]
    """A number for each connection: of the same addresses and ports a SYN with another number begins the next."""
    is_end: NDArray[np.bool_]
    """Which of them end one."""

    @classmethod
    def of(cls, rows: Evidence) -> Segments:
        """Those of some rows."""
        kind = rows["kind"]
        place = np.flatnonzero((kind >= TCP_SYN) & (kind <= TCP_RST))
        tcp, what = rows.take(place), kind[place]
        return cls(
            place, tcp, numbered(by_ends(tcp), what == TCP_SYN, tcp["seq"]), (what == TCP_FIN) | (what == TCP_RST)
        )

    def last(self, which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """Of each one the place of the last of some of its kind among the connection's; -1 where there is none."""
        found = np.full(int(self.whose.max(initial=0)) + 1, -1)
        order = np.arange(len(self.place))
        np.maximum.at(found, self.whose[which], order[which])
        return found[self.whose]

    def first(self, which: NDArray[np.bool_]) -> NDArray[np.int64]:
        """The same of the first; their number where there is none."""
        found = np.full(int(self.whose.max(initial=0)) + 1, len(self.place))
        order = np.arange(len(self.place))
        np.minimum.at(found, self.whose[which], order[which])
        return found[self.whose]

    def newest(self, which: NDArray[np.bool_], count: int) -> NDArray[np.bool_]:
        """Some of them as a mask over `count` rows, the newest where they are too many."""
        found = np.zeros(count, bool)
        found[self.place[np.flatnonzero(which)[-MOST_ROWS:]]] = True
        return found


def numbered(ends: NDArray[np.int64], is_syn: NDArray[np.bool_], seq: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The connection of each segment, by the numbers of its addresses and ports, and of its last SYN before."""
    order = np.argsort(ends, kind="stable")
    group, syn, number = ends[order], is_syn[order], seq[order].astype(np.int64)
    begins = np.diff(group, prepend=-1) != 0
    at = np.flatnonzero(syn)
    other = np.ones(len(at), bool)
    other[1:] = (group[at[1:]] != group[at[:-1]]) | (number[at[1:]] != number[at[:-1]])
    begins[at[other]] = True
    found = np.empty(len(ends), np.int64)
    found[order] = np.cumsum(begins) - 1
    return found


def opening(rows: Evidence) -> NDArray[np.bool_]:
    """What opened the connections that were not seen to end since. A SYN that nobody answered counts until anybody's
    is: up to then it may be of an outage that goes on."""
    seen = Segments.of(rows)
    order = np.arange(len(seen.place))
    since = seen.last(seen.is_end)
    is_answer, begun = seen.rows["kind"] == TCP_SYNACK, seen.last(seen.rows["kind"] == TCP_SYN) >= 0
    answered = seen.last(is_answer) > since
    latest = np.full(len(rows.addresses) + 1, -1, np.int64)
    np.maximum.at(latest, seen.rows["ip_src"][is_answer], order[is_answer])
    in_vain = ~answered & (latest[seen.rows["ip_dst"]] > order)
    return seen.newest(~seen.is_end & begun & (order > since) & ~in_vain, len(rows))


def strays(rows: Evidence) -> NDArray[np.bool_]:
    """The first answer and the first end of each connection whose beginning is not among the rows: it may be among
    others."""
    seen = Segments.of(rows)
    order, kind = np.arange(len(seen.place)), seen.rows["kind"]
    first = (order == seen.first(seen.is_end)) | (order == seen.first(kind == TCP_SYNACK))
    return seen.newest(first & (seen.first(kind == TCP_SYN) > order), len(rows))
