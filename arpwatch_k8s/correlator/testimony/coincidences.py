"""What a log says at the very instant at which something crosses the wire: by these its clock is held against the
capture's.

- A proxy tells a connection that was refused, reset or unreachable as the reset or the ICMP error comes in.
- A speaker that begins to announce an address writes it down and sends; so does a VRRP router that becomes master. Its
  repetitions are left out, and so is a node that nobody names.
- A kernel that learns an address's MAC says so as the answer or the announcement comes in.

What runs out, such as a timeout, shows nothing on the wire and is no such thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.correlator.connections.outcomes import NUMBER, AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.logs.details.belief import Belief, Holding, Leadership, Leading
from arpwatch_k8s.logs.details.detail import CONNECTING, NeighborChange, UpstreamError, UpstreamFailure
from arpwatch_k8s.logs.event import Log, LogEvent, telling
from arpwatch_k8s.thresholds import NS

if TYPE_CHECKING:
    from numpy.typing import NDArray

ENDS: Final = {
    UpstreamFailure.NO_ROUTE: (AttemptOutcome.UNREACHABLE,),
    UpstreamFailure.NO_NETWORK: (AttemptOutcome.UNREACHABLE,),
    UpstreamFailure.REFUSED: (AttemptOutcome.REFUSED,),
    UpstreamFailure.RESET: (AttemptOutcome.RESET_EARLY, AttemptOutcome.RESET_MIDWAY, AttemptOutcome.CLOSED_IN_USE),
    UpstreamFailure.OTHER: (AttemptOutcome.UNREACHABLE, AttemptOutcome.REFUSED),
}
"""Failures of which the proxy learns by a frame, with the outcomes of attempts that such a frame ends."""
APART_NS: Final = 2 * NS
"""Announcements that follow one another closer are one burst: MetalLB repeats them every 1.1 s, keepalived at once."""
WIDEST_NS: Final = 2 * NS
"""A line that may be of any time within a longer span tells nothing of a clock."""
LATEST_NS: Final = 1 << 62
"""2116: what is later is damaged, and differences of times stay within 64 bits."""
LAG_NS: Final = NS // 50
"""A line is written so soon after its frame has come, or a frame sent so soon after its line was written."""
VRRP: Final = "keepalived"


@dataclass(frozen=True, slots=True, eq=False)
class Coincidence:
    """Lines of one log and frames that must have come at the same time, each line with one of them."""

    starts: NDArray[np.int64]
    """The earliest that each line's frame may have come, by the log's clock, ns UTC; rising."""
    widths: NDArray[np.int64]
    """How long after that it may have come, ns."""
    frames: NDArray[np.int64]
    """When each frame was captured, ns UTC; rising."""


def coincidences(log: Log, records: Sequence[VipRecord], inventory: Inventory) -> tuple[Coincidence, ...]:
    """All of one log, by what they are about; those without a line or without a frame are left out."""
    parts = (*of_upstreams(log, records), *of_announcers(log, records, inventory), *of_kernel(log, records))
    found = (coincidence(lines, frames) for lines, frames in parts)
    return tuple(one for one in found if len(one.starts) and len(one.frames))


def coincidence(lines: Sequence[LogEvent], frames: NDArray[np.int64]) -> Coincidence:
    """Lines and frames in the order of time, without those of no clock's time."""
    ordered = sorted((line for line in lines if abs(line.time) < LATEST_NS), key=lambda line: line.time)
    frames = frames[np.abs(frames) < LATEST_NS]
    return Coincidence(
        starts=np.array([line.time - LAG_NS for line in ordered], np.int64),
        widths=np.array([line.width_ns + 2 * LAG_NS for line in ordered], np.int64),
        frames=np.sort(frames),
    )


Part = tuple[list[LogEvent], "NDArray[np.int64]"]
"""Lines and the times of frames, ns UTC."""


def of_upstreams(log: Log, records: Sequence[VipRecord]) -> Iterator[Part]:
    """Failures that a proxy learned of by a frame, by VIP, port and kind."""
    lines: dict[tuple[str, int, UpstreamFailure], list[LogEvent]] = {}
    for event, error in telling(log.events, UpstreamError):
        is_told = error.kind in ENDS and (error.kind != UpstreamFailure.OTHER or error.phase == CONNECTING)
        if is_told and error.address and error.port and event.width_ns <= WIDEST_NS:
            lines.setdefault((error.address, error.port, error.kind), []).append(event)
    for (address, port, kind), told in lines.items():
        numbers = [NUMBER[name] for name in ENDS[kind]]
        ends = [np.zeros(0, np.int64)]
        for record in (record for record in records if record.vip == address):
            some = record.attempts
            ended = (some.column("end_event") >= 0) & np.isin(some.column("outcome"), numbers)
            ends.append(some.column("end")[ended & (some.column("vip_port") == port)])
        yield told, np.concatenate(ends)


def of_announcers(log: Log, records: Sequence[VipRecord], inventory: Inventory) -> Iterator[Part]:
    """Beginnings of announcements, by VIP and node."""
    lines: dict[tuple[str | None, str], list[LogEvent]] = {}
    for event in log.events:
        match event.detail:
            case Belief(kind=Holding.ANNOUNCED, address=str() as address, node=node):
                pass
            case Leadership(kind=Leading.GAINED, program=program, node=node, address=address) if program == VRRP:
                pass
            case _:
                continue
        name = node or event.host or named_in(log.path, inventory)
        if name is not None and event.width_ns <= WIDEST_NS:
            lines.setdefault((address, name), []).append(event)
    macs = {node.name: node.macs for node in inventory.nodes}
    for (address, name), told in lines.items():
        sent = [np.zeros(0, np.int64)]
        for record in (record for record in records if address in (None, record.vip)):
            rows = record.claims.rows
            theirs = rows["announces"] & np.isin(rows["mac"], np.array(macs.get(name, ()), np.uint64))
            sent.append(rows["time"][theirs])
        times = np.sort(np.concatenate(sent))
        yield first_lines(told), times[np.diff(times, prepend=-APART_NS) >= APART_NS]


def named_in(path: str, inventory: Inventory) -> str | None:
    """The node whose name is a word of a file's name; None where there is none, or several."""
    name = PurePath(path).name
    found = {node.name for node in inventory.nodes if re.search(rf"(?<![\w.]){re.escape(node.name)}(?!\w|-\d)", name)}
    return found.pop() if len(found) == 1 else None


def first_lines(lines: list[LogEvent]) -> list[LogEvent]:
    """Without what follows close on another."""
    ordered = sorted(lines, key=lambda line: line.time)
    return [
        line for number, line in enumerate(ordered) if not number or line.time - ordered[number - 1].time >= APART_NS
    ]


def of_kernel(log: Log, records: Sequence[VipRecord]) -> Iterator[Part]:
    """MACs that a kernel learned anew, by VIP and MAC."""
    held: dict[tuple[str, str], int | None] = {}
    lines: dict[tuple[str, int], list[LogEvent]] = {}
    for event, change in telling(log.events, NeighborChange):
        mac = None if change.deleted else change.mac
        key = change.address, change.interface
        if mac is not None and key in held and held[key] != mac and event.width_ns <= WIDEST_NS:
            lines.setdefault((change.address, mac), []).append(event)
        held[key] = mac
    for (address, mac), told in lines.items():
        said = [np.zeros(0, np.int64)]
        said += [record.claims["time"][record.claims["mac"] == mac] for record in records if record.vip == address]
        yield told, np.concatenate(said)
