"""Bytes that never arrived: which way they went, how large they were, and how large segments were that passed.

A sender of the capture's own side shows what it sends again in vain, with its size; of one on the far side only what
comes behind a hole shows, which has no segments to measure, only bytes.

What is lost to its size is told from what is lost because nobody is there any more by signs of life: later bytes came
over the hole, or the other side acknowledged once more what it had before. A small FIN that nobody acknowledges is
evidence of the contrary.

A capture of SYN, FIN and RST alone shows none of it: flows without payload are not kept. Fooled by: segmentation
offload, where a host captures before its card cuts (sizes are the host's then, larger than any frame); a capture that
loses both bytes and their acknowledgment; several paths or backends behind one address, of which one alone is narrow.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.events import CLIENT_END, FIN, RST, SERVER_END
from arpwatch_k8s.correlator.connections.lost import hole_bytes, holes, sent_in_vain
from arpwatch_k8s.correlator.connections.outcomes import MODULUS
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.finding import some
from arpwatch_k8s.evidence.flow import TO_VIP
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray

ANY_PATH_V4: Final = 536
"""The largest segment that every path of IPv4 passes: RFC 9293 section 3.7.1, 576 bytes less two headers."""
ANY_PATH_V6: Final = 1220
"""The same of IPv6: RFC 8200 section 5, 1280 bytes less two headers."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Loss:
    """Of some connections, by place, what of one side never arrived."""

    side: int
    """Whose bytes: TO_VIP or FROM_VIP."""
    sizes: NDArray[np.int64]
    """The largest segment that was sent again in vain, bytes; 0 where none was."""
    missing: NDArray[np.int64]
    """Bytes of a hole that later ones came behind; 0 where there is none."""

    @property
    def there(self) -> NDArray[np.bool_]:
        """Where there is any."""
        found: NDArray[np.bool_] = (self.sizes > 0) | (self.missing > 0)
        return found

    @property
    def most(self) -> NDArray[np.int64]:
        """How large what was lost was at most, bytes."""
        return np.maximum(self.sizes, self.missing)


def carries_payload(connections: Connections) -> bool:
    """Whether payload of any of them was captured, either way."""
    flows, known = connections.carried()
    return bool(flows["payload"][known].any())


def losses(connections: Connections, side: int) -> Loss:
    """What of one side never arrived on each of some connections."""
    flows, known = connections.carried()
    return Loss(
        side=side,
        sizes=np.where(known & sent_in_vain(flows, side), flows["resent_bytes"][:, side], 0).astype(np.int64),
        missing=np.where(known & holes(flows, side), hole_bytes(flows, side), 0),
    )


def passed(connections: Connections, side: int) -> NDArray[np.int64]:
    """The largest segment of one side that was acknowledged on each of some connections, bytes; 0 where none was."""
    flows, known = connections.carried()
    found: NDArray[np.int64] = np.where(known, flows["passed_bytes"][:, side], 0).astype(np.int64)
    return found


def alive_behind(connections: Connections, side: int) -> NDArray[np.bool_]:
    """On which connections small segments still went both ways, or came, after bytes of one side were lost."""
    flows, known = connections.carried()
    found: NDArray[np.bool_] = known & ((flows["unmoved"][:, 1 - side] > 0) | holes(flows, side))
    return found


def unheard_end(case: Case, record: VipRecord, connections: Connections, side: int) -> NDArray[np.bool_]:
    """On which connections even a FIN of this side, no larger than what every path passes, was acknowledged by nothing
    for as long as an answer takes."""
    seen, (flows, known) = connections.source.seen, connections.carried()
    ends = np.flatnonzero(seen.what == (CLIENT_END if side == TO_VIP else SERVER_END))
    ends = ends[seen.at("flags", ends) & (FIN | RST) == FIN]
    if not len(ends):
        return np.zeros(len(connections), bool)
    at = np.searchsorted(ends, connections.column("first"))
    event = ends[np.minimum(at, len(ends) - 1)]
    there = known & (at < len(ends)) & (event <= connections.column("last"))
    size = (flows["next_seq"][:, side].astype(np.int64) - seen.at("seq", event) - 1) % MODULUS
    over = int(case.views[record.view].evidence["time"].max()) - case.thresholds.answer_ns
    late = (seen.at("time", event) >= connections.column("broke")) & (seen.at("time", event) <= over)
    found: NDArray[np.bool_] = there & late & (size <= any_path(record)) & ~alive_behind(connections, side)
    return found


def signs_of_life(connections: Connections, side: int, limits: Thresholds) -> int:
    """On how many connections small segments passed when bytes of one side were lost: after it; or, as the other side
    had been heard just before, until then. Of the latter such as broke within a second count once: a pod that dies
    breaks all of its own at one moment."""
    alive = alive_behind(connections, side)
    others = connections.where(~alive)
    flows, known = others.carried()
    spoke = known & (flows["payload"][:, 1 - side] > 0)
    heard = np.where(spoke, flows["payload_last"][:, 1 - side], others.column("answer_time"))
    broke = others.column("broke")
    times = np.sort(broke[broke - heard <= limits.idle_ns + limits.unserved_ns])
    moments = int(np.count_nonzero(np.diff(times) > limits.idle_ns)) + 1 if len(times) else 0
    return int(alive.sum()) + moments


def beside(case: Case, record: VipRecord, owner: int, start: int, end: int) -> Connections:
    """Connections that an owner accepted and that lasted at some time in [start, end], ns UTC."""
    lasted = record.connections
    during = (lasted.column("start") <= end) & (lasted.column("end") >= start) & (lasted.column("answer_event") >= 0)
    lasted = lasted.where(during)
    owners = case.inventory.owners(lasted.column("answer_mac"), lasted.column("answer_time"), record.segment)
    return lasted.where(owners == owner)


def last_frames(connections: Connections, most: int = 12) -> tuple[FrameRef, ...]:
    """The last frame of what at most `most` of some connections carried, spread evenly over all that carried any."""
    flow = connections.column("flow")
    picked = connections.flows[np.array(some(flow[flow >= 0].tolist(), most), np.int64)]
    return tuple(FrameRef(int(one["capture"]), int(one["last_frame"])) for one in picked)


def any_path(record: VipRecord) -> int:
    """The largest segment that every path passes, bytes."""
    return ANY_PATH_V6 if ":" in record.vip else ANY_PATH_V4
