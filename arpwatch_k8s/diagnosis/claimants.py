"""Who claims a VIP, as rules about fights look at it: by owner, with the programs that spoke, and who answered
together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

from arpwatch_k8s.correlator.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.frames import FrameRef
from arpwatch_k8s.correlator.questions import answers
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.evidence.row import VRRP
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.speakers import Speaker

if TYPE_CHECKING:
    from numpy.typing import NDArray


def speakers_of(case: Case, record: VipRecord) -> tuple[Speaker, ...]:
    """The speakers of one record."""
    key = record.vip, record.segment, record.view
    return tuple(speaker for speaker in case.speakers if (speaker.vip, speaker.segment, speaker.view) == key)


def by_owner(case: Case, record: VipRecord) -> dict[int, list[Speaker]]:
    """The speakers of one record by owner, those that spoke first."""
    found: dict[int, list[Speaker]] = {}
    for speaker in sorted(speakers_of(case, record), key=lambda speaker: -(speaker.announcements + speaker.adverts)):
        found.setdefault(speaker.owner, []).append(speaker)
    return found


def claims_of(record: VipRecord, owner: int) -> NDArray[Any]:
    """An owner's claims as records, those of VRRP among them."""
    rows: NDArray[Any] = record.claims.rows[record.claims["owner"] == owner]
    return rows


def announcing(record: VipRecord, owner: int) -> NDArray[Any]:
    """An owner's announcements in ARP or neighbor discovery."""
    rows = claims_of(record, owner)
    found: NDArray[Any] = rows[rows["announces"] & (rows["kind"] != VRRP)]
    return found


def places(rows: NDArray[Any]) -> list[FrameRef]:
    """Where records are that have a capture and a frame."""
    return [FrameRef(capture, frame) for capture, frame in rows[["capture", "frame"]].tolist()]


def alternations(one: Sequence[int], other: Sequence[int]) -> list[int]:
    """Times (ns UTC) at which the word passed from one to the other, in order; of equal times the one speaks first."""
    order = sorted([(time, 0) for time in one] + [(time, 1) for time in other])
    return [now for (_, before), (now, who) in pairwise(order) if before != who]


def lost_within(case: Case, record: VipRecord, start: int, end: int) -> Connections:
    """Failed attempts that no rule has explained so far and that were under way in a fight over [start, end] (ns UTC)
    or in what a handover takes after it."""
    left = case.left(record)
    begun, ended = left.column("start"), left.column("end")
    return left.where((begun <= end + case.thresholds.handover_after_ns) & (ended >= start))


@dataclass(frozen=True, slots=True)
class Answered:
    """One question and who answered it: owners in order of their answers, how long each took (ns), the frames."""

    time: int
    to_all: bool
    asked: FrameRef
    owners: tuple[int, ...]
    delays: tuple[int, ...]
    frames: tuple[FrameRef, ...]


def answered(case: Case, record: VipRecord) -> Iterator[Answered]:
    """The questions about a VIP that somebody answered, in order."""
    replies, question = answers(record.claims, record.asked, case.thresholds)
    for number in np.unique(question).tolist():
        mine = np.sort(replies[slice(*np.searchsorted(question, [number, number + 1]).tolist())])
        asked, rows = record.asked[number], record.claims.rows[mine]
        yield Answered(
            time=int(asked["time"]),
            to_all=bool(asked["to_all"]),
            asked=FrameRef(int(asked["capture"]), int(asked["frame"])),
            owners=tuple(rows["owner"].tolist()),
            delays=tuple((rows["time"] - asked["time"]).tolist()),
            frames=tuple(places(rows)),
        )


def is_given(inventory: Inventory, owner: int) -> bool:
    """Whether the user named the node of an owner."""
    node = inventory.by_mac.get(owner)
    return node is not None and node.given


def nodes_unknown(case: Case, owners: Collection[int]) -> tuple[str, ...]:
    """What would tell whether claimants are the cluster's nodes, where the user did not name them."""
    strangers = [owner for owner in owners if not is_given(case.inventory, owner)]
    if not strangers:
        return ()
    who = " and ".join(case.inventory.label(owner) for owner in strangers)
    return (
        f"Whether {who} belongs to the cluster: name its nodes with --inventory (kubectl get nodes -o json) or --node; "
        "a host that is none of them is the cause itself (foreign-host)",
    )


def talk(speakers: Sequence[Speaker]) -> str:
    """What was seen of speakers, in words."""
    return "; ".join(fact for speaker in speakers for fact in speaker.facts)
