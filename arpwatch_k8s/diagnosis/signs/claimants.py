"""Who claims a VIP, as rules about fights look at it: by owner, with the programs that spoke, and who answered
together."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.claims import REQUEST
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.observation import Blind, Observation, Seen, Unseen
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.pairs import first_of_pairs
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, VRRP
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.speakers.voice import PAIR_ALL_NS
from arpwatch_k8s.wording.counts import listed, plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

MOST_NAMED: Final = 4
CLASSIFIED: Final = 3
"""Announcements from which on a program is told well enough to accuse it."""
LEAST_QUESTIONS: Final = 3
"""Questions to all that one alone answered from which on a second owner would have shown."""
MOST_PAIRED: Final = 24
"""Speakers of one VIP that are held against each other: more than a contest of a cluster's nodes ever shows."""


def speakers_of(case: Case, record: VipRecord) -> tuple[Speaker, ...]:
    """The speakers of one record."""
    return tuple(case.spoken.get((record.vip, record.segment, record.view), ()))


def by_owner(case: Case, record: VipRecord) -> dict[int, list[Speaker]]:
    """The speakers of one record by owner, those that spoke first."""
    found: dict[int, list[Speaker]] = {}
    for speaker in sorted(speakers_of(case, record), key=lambda speaker: -(speaker.announcements + speaker.adverts)):
        found.setdefault(speaker.owner, []).append(speaker)
    return found


def loudest(speakers: Iterable[Speaker]) -> list[Speaker]:
    """Those that are held against each other, two by two, where a storm of claims has many: the ones that spoke most,
    in the order given."""
    several = list(speakers)
    if len(several) <= MOST_PAIRED:
        return several
    ranked = sorted(range(len(several)), key=lambda at: -(several[at].announcements + several[at].adverts))
    return [several[at] for at in sorted(ranked[:MOST_PAIRED])]


def claims_of(record: VipRecord, owner: int) -> NDArray[Any]:
    """An owner's claims as records, those of VRRP among them."""
    return record.claims.of_owner(owner)


def announcing(record: VipRecord, owner: int) -> NDArray[Any]:
    """An owner's announcements in ARP or neighbor discovery."""
    rows = claims_of(record, owner)
    found: NDArray[Any] = rows[rows["announces"] & (rows["kind"] != VRRP)]
    return found


def places(rows: NDArray[Any]) -> list[FrameRef]:
    """Where records are that have a capture and a frame."""
    return [FrameRef(capture, frame) for capture, frame in rows[["capture", "frame"]].tolist()]


def shown(rows: NDArray[Any], most: int = 12) -> tuple[FrameRef, ...]:
    """Where at most `most` of the records are, spread evenly over all, first and last among them."""
    if len(rows) > most:
        rows = rows[np.linspace(0, len(rows) - 1, most).round().astype(np.int64)]
    return tuple(places(rows))


def alternations(one: NDArray[np.int64], other: NDArray[np.int64]) -> NDArray[np.int64]:
    """Times (ns UTC) at which the word passed from one to the other, in order; of equal times the one speaks first."""
    times = np.concatenate([one, other])
    order = np.argsort(times, kind="stable")
    changed = np.flatnonzero(np.diff((order >= len(one)).astype(np.int8))) + 1
    passed: NDArray[np.int64] = times[order][changed]
    return passed


def lost_within(case: Case, record: VipRecord, start: int, end: int) -> Connections:
    """Failed attempts that were under way in a fight over [start, end] (ns UTC)
    or in what a handover takes around it."""
    left, limits = record.failed, case.thresholds
    begun, ended = left.column("start"), left.column("end")
    return left.where((begun <= end + limits.handover_after_ns) & (ended >= start - limits.handover_before_ns))


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """Answers to questions about a VIP, in order of questions: `rows` are claims, `question` indexes `asked`."""

    rows: NDArray[Any]
    question: NDArray[np.int64]
    asked: NDArray[Any]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def delays(self) -> NDArray[np.int64]:
        """How long each took, ns."""
        waited: NDArray[np.int64] = self.rows["time"] - self.asked["time"][self.question]
        return waited

    def where(self, mask: NDArray[np.bool_]) -> Answers:
        """Some of them."""
        return Answers(self.rows[mask], self.question[mask], self.asked)

    def of_several(self) -> Answers:
        """Those to questions that more than one owner answered."""
        which, n = self.voices()
        return self.where(np.isin(self.question, which[n > 1]))

    def most(self) -> int:
        """The most owners that answered one question."""
        return int(self.voices()[1].max()) if len(self) else 0

    def voices(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The questions that were answered, rising, and how many owners answered each."""
        distinct = self.question[first_of_pairs(self.question, self.rows["owner"])]
        which, n = np.unique(distinct, return_counts=True)
        return which, n

    def first_of_each(self) -> NDArray[np.bool_]:
        """Which of them were the first to their question."""
        found: NDArray[np.bool_] = np.ones(len(self), bool)
        found[1:] = self.question[1:] != self.question[:-1]
        return found

    def shown(self) -> tuple[FrameRef, ...]:
        """Where some of the questions and answers are."""
        asked = shown(self.asked[distinct(self.question)], 6)
        return tuple(sorted({*asked, *shown(self.rows, 8)}))


def answers_of(record: VipRecord) -> Answers:
    """The answers to questions about a VIP, those to one question in order of time."""
    replies, question = record.replies
    return Answers(record.claims.rows[replies], question, record.asked)


def named(case: Case, owners: Sequence[int]) -> str:
    """Owners for people; of many the first ones."""
    shown = [case.inventory.label(owner) for owner in owners[:MOST_NAMED]]
    left = len(owners) - len(shown)
    return listed([*shown, *([f"{left} more"] if left else [])])


def is_given(inventory: Inventory, owner: int) -> bool:
    """Whether the user named the node of an owner."""
    node = inventory.by_mac.get(owner)
    return node is not None and node.given


def nodes_unknown(case: Case, owners: Collection[int]) -> tuple[str, ...]:
    """What would tell whether claimants are the cluster's nodes, where the user did not name them."""
    strangers = [owner for owner in owners if not is_given(case.inventory, owner)]
    if not strangers:
        return ()
    belong = "belongs" if len(strangers) == 1 else "belong"
    return (
        f"Whether {named(case, strangers)} {belong} to the cluster: name its nodes with --inventory (kubectl get nodes "
        "-o json) or --node; a host that is none of them is the cause itself (foreign-host)",
    )


def talk(speakers: Sequence[Speaker]) -> str:
    """What was seen of speakers, in words."""
    return "; ".join(fact for speaker in speakers for fact in speaker.facts)


def several_programs(case: Case, record: VipRecord, owner: int) -> bool:
    """Whether an owner announces as two programs do, of which no one is both."""
    spoke = [
        one for one in speakers_of(case, record) if one.owner == owner and one.announcements + one.adverts >= CLASSIFIED
    ]
    return any(not set(one.families) & set(other.families) for one, other in combinations(spoke, 2))


def forms_hidden(record: VipRecord, owner: int) -> bool:
    """Whether an owner announced by replies without a request right before them, of a form that a print does not show:
    they may be another program's."""
    claims = record.claims.rows
    told = claims[(claims["owner"] == owner) & (claims["kind"] == ARP_ANNOUNCEMENT)]
    if not len(told):
        return False
    reply = told["opcode"] != REQUEST
    after_request = np.insert(~reply[:-1] & (np.diff(told["time"]) <= PAIR_ALL_NS), 0, False)
    return bool((reply & (told["target_mac"] == 0) & ~after_request).any())


def one_at_a_time(record: VipRecord, start: int, end: int) -> Observation:
    """Whether two answered one question to all in [start, end], ns UTC; unseen where enough were answered by one."""
    every = answers_of(record)
    if not len(every):
        return Blind("no answer to a question for it is in the capture")
    near = (every.rows["time"] >= start) & (every.rows["time"] <= end) & every.asked["to_all"][every.question]
    every = every.where(near)
    both = every.of_several() if len(every) else every
    if len(both):
        return Seen(both.shown(), f"{plural(len(distinct(both.question)), 'question')} had answers of several")
    asked = len(distinct(every.question))
    if asked < LEAST_QUESTIONS:
        return Blind(f"{plural(asked, 'question')} to all had an answer then: too few to show a second owner")
    return Unseen(f"{plural(asked, 'question')} to all had one answer each", every.shown())
