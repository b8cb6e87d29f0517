"""Outages of one owner: from the first SYN to it that nobody answered until it answers there again, another takes the
address over, or the capture ends.

An owner was dead or alive for the whole of an outage: whether it was is asked once of all of it, not of each attempt. A
sign of life counts if vain SYNs follow it. What it sends at the very end, as its link comes up again, belongs to the
end; what it sent before the first of them belongs to before.

That it was dead is shown by questions to it that it left unanswered, by requests on its open connections that were sent
again in vain, or by a silence that it never keeps otherwise. Vain SYNs alone show neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.connections.connections import Connections
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.holders import NOBODY
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.asking import Questions, put_to
from arpwatch_k8s.diagnosis.signs.failures import ended, scanned_ports, targets
from arpwatch_k8s.diagnosis.signs.gaps import went_on
from arpwatch_k8s.diagnosis.signs.observation import Observation, Seen, Unseen
from arpwatch_k8s.diagnosis.signs.presence import Presence, presence
from arpwatch_k8s.diagnosis.signs.seeking import asked_by, asked_within
from arpwatch_k8s.diagnosis.signs.traces import no_way, refusals, sent_again
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.wording.counts import plural

if TYPE_CHECKING:
    from numpy.typing import NDArray

FEWEST_SYNS: Final = 2
"""SYNs without answer from which on it is no single lost frame."""
MOST_OUTAGES: Final = 64
"""Outages of one owner and port that are looked at one by one."""
FEWEST_QUESTIONS: Final = 2
"""Questions without answer from which on it is no single lost frame."""


class Ends(StrEnum):
    """What ends an outage."""

    ANSWERS = "it answers SYNs again"
    TAKEN = "another node takes over"
    CAPTURE = "the capture ends"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outage:
    """What one owner left without answer on one port, from one answer of its to the next."""

    owner: int
    """Whose it is."""
    port: int
    """The VIP's port."""
    attempts: Connections
    """The attempts that got nothing back from it, by start."""
    syns: int
    """How many SYNs they sent."""
    start: int
    """The first of them, ns UTC."""
    last: int
    """The last of them, ns UTC."""
    end: int
    """When it was over, ns UTC."""
    ends: Ends
    """What ended it."""
    life: Observation
    """Whether the owner was heard in it, with vain SYNs to follow."""
    silence: Observation
    """What it says that it was not heard until then; as `life` where it was."""
    quiet_until: int
    """When it was next heard, or the end; ns UTC."""
    vain: Questions
    """Questions that were put to it alone, or about it, and that it left without an answer."""
    resent: tuple[FrameRef, ...]
    """Answers that began connections on which requests to it were sent again in vain."""
    forwarded: FrameRef | None
    """A frame of the outage that shows that it passed SYNs on: it asked who has the VIP, or said that there is no
    way."""

    refused: FrameRef | None
    """A frame of the outage in which it refused another SYN there: what it refuses it does not drop."""

    @property
    def proofs(self) -> int:
        """How many kinds of signs show that it was dead; 0 where it lived, or where nothing tells."""
        if isinstance(self.life, Seen):
            return 0
        signs = (len(self.vain) >= FEWEST_QUESTIONS, bool(self.resent), isinstance(self.silence, Unseen))
        return sum(signs)


def outages_of(case: Case, record: VipRecord) -> Iterator[Outage]:
    """The outages of a VIP by owner and port, each owner's in order of time.

    Left out are ports that somebody scanned, and those that nobody ever served where others were: no Service is there.
    An attempt at what another one holds already is no outage of the old owner.
    """
    lost = without_strangers(record, ended(record, AttemptOutcome.UNANSWERED))
    if not len(lost):
        return
    owners = targets(case, record, lost)
    ports = lost.column("vip_port").astype(np.int64)
    for owner in distinct(owners[owners != NOBODY]).tolist():
        signs = Signs.of(case, record, owner)
        for port in distinct(ports[owners == owner]).tolist():
            mine = lost.where((owners == owner) & (ports == port))
            again = np.sort(record.served_by(owner, port, case.inventory).column("answer_time"))
            over = np.sort(np.concatenate([again, signs.taken]))
            slot = np.searchsorted(over, mine.column("start"))
            for numbers in parts(mine, np.flatnonzero(np.diff(slot)) + 1):
                yield signs.outage(port, Connections(mine.source, numbers), again)


def parts(lost: Connections, cuts: NDArray[np.int64]) -> list[NDArray[np.int64]]:
    """Numbers of the attempts of each outage, where they are cut. Who recovers all the time was alive all the time:
    then it is one. Of outages of a single SYN, which tell nothing, one stands for all."""
    begins = np.concatenate([np.zeros(1, np.int64), cuts])
    syns = np.add.reduceat(lost.column("tries").astype(np.int64), begins)
    found = np.split(lost.numbers, cuts)
    told = [part for part, n in zip(found, syns.tolist(), strict=True) if n >= FEWEST_SYNS]
    if len(told) > MOST_OUTAGES:
        return [np.concatenate(told)]
    return told or found[:1]


def may_be_handover(record: VipRecord, outage: Outage) -> bool:
    """Whether vain SYNs are all there is of an outage that ended as another took over what this one had claimed: a slow
    handover shows so, whatever became of the old owner."""
    claimed = record.claims["time"][record.claims["owner"] == outage.owner]
    told = outage.proofs or isinstance(outage.life, Seen)
    return outage.ends is Ends.TAKEN and not told and bool((claimed < outage.end).any())


HANDOVER: Final = "SYNs alone went unanswered before another took over: what shows is a slow handover"


def together(whys: Sequence[str]) -> str:
    """Why outages of one owner do not accuse it: the first reason, and how many more there are."""
    more = len(whys) - 1
    return whys[0] + (f"; the same, or the like, in {plural(more, 'more outage')} of it" if more else "")


def lost_in(outages: Sequence[Outage]) -> Connections:
    """The attempts of several outages of one VIP, by start."""
    source = outages[0].attempts.source
    numbers = distinct(np.concatenate([outage.attempts.numbers for outage in outages]))
    return Connections(source, numbers[np.argsort(source.made["start"][numbers], kind="stable")])


def without_strangers(record: VipRecord, lost: Connections) -> Connections:
    """Attempts without those at ports that no Service has, and without those that went on all the same."""
    ports = record.attempts.column("vip_port")
    served = distinct(ports[record.attempts.column("answer_event") >= 0])
    theirs = lost.column("vip_port")
    kept = ~np.isin(theirs, sorted(scanned_ports(record))) & ~went_on(lost)
    return lost.where(kept & np.isin(theirs, served)) if len(served) else lost.where(kept)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Signs:
    """What is known of one owner, for all its outages."""

    case: Case
    record: VipRecord
    owner: int
    presence: Presence
    questions: Questions
    taken: NDArray[np.int64]
    """When another one claimed the VIP or answered for it, ns UTC, rising."""
    open_ones: NDArray[Any]
    """`OPEN` records of connections on which requests to it were sent twice."""
    asks: NDArray[Any]
    """`QUESTION` records of what it asked all about the VIP, as a router does."""
    refusals: Connections
    """Attempts that it refused."""
    no_way: NDArray[Any]
    """`PLACE` records of its messages that there is no way to the VIP, in order of time."""

    @classmethod
    def of(cls, case: Case, record: VipRecord, owner: int) -> Signs:
        """What is known of an owner."""
        claims = record.claims.rows
        others = [claims["time"][(claims["owner"] != owner) & ~claims["withdraws"]]]
        others.append(record.answers["time"][record.answers["owner"] != owner])
        return cls(
            case=case,
            record=record,
            owner=owner,
            presence=presence(case, record, owner),
            questions=put_to(case, record, owner),
            taken=np.sort(np.concatenate(others)),
            open_ones=sent_again(case, record, owner),
            asks=asked_by(case, record, owner),
            refusals=refusals(case, record, owner),
            no_way=no_way(case, record, owner),
        )

    def outage(self, port: int, attempts: Connections, again: NDArray[np.int64]) -> Outage:
        """An outage, with what shows whether the owner lived in it; `again`: times at which it answered SYNs there."""
        begun, tried = attempts.column("start"), attempts.at("last_try", "time")
        start = int(begun[0])
        end, ends = self.over(start, again)
        last = int((np.where(tried <= end, tried, begun) if ends is Ends.TAKEN else tried).max())
        vain = self.questions.within(start, end).vain.owed
        latest = max(last, int(vain.rows["time"][-1]) if len(vain) else last) - self.case.thresholds.answer_ns
        life = self.presence.heard(start, latest)
        silence, until = life, end
        if not isinstance(life, Seen):
            until = min(end, self.presence.next(max(start, latest)) or end)
            silence = self.presence.heard(start, until - 1)
        return Outage(
            owner=self.owner,
            port=port,
            attempts=attempts,
            syns=int(attempts.column("tries").sum()),
            start=start,
            last=last,
            end=end,
            ends=ends,
            life=life,
            silence=silence,
            quiet_until=until,
            vain=vain,
            resent=self.resent(start, until),
            forwarded=self.forwarded(start, last, end),
            refused=self.refused(port, start, last),
        )

    def forwarded(self, start: int, last: int, end: int) -> FrameRef | None:
        """What shows that it passed SYNs of an outage on, or None."""
        answer_ns = self.case.thresholds.answer_ns
        at = int(np.searchsorted(self.no_way["time"], start))
        if at < len(self.no_way) and self.no_way["time"][at] <= end:
            return FrameRef(int(self.no_way["capture"][at]), int(self.no_way["frame"][at]))
        return asked_within(self.asks, start - answer_ns, last + answer_ns)

    def refused(self, port: int, start: int, last: int) -> FrameRef | None:
        """Where it refused a SYN at a port in [start, last] (ns UTC), or None."""
        near = self.refusals.begun_within(start, last)
        there = near.where(near.column("vip_port") == port)
        return there[0].end_frame if len(there) else None

    def over(self, start: int, again: NDArray[np.int64]) -> tuple[int, Ends]:
        """When an outage that began at `start` (ns UTC) was over, and by what."""
        later = [
            (int(times[at]), ends)
            for times, ends in ((again, Ends.ANSWERS), (self.taken, Ends.TAKEN))
            if (at := int(np.searchsorted(times, start, side="right"))) < len(times)
        ]
        return min(later, default=(max(self.record.end, start), Ends.CAPTURE))

    def resent(self, start: int, end: int) -> tuple[FrameRef, ...]:
        """Where connections began that the owner had served before [start, end] (ns UTC), of those on which clients
        sent bytes again and again in it, and nothing came back any more."""
        rows = self.open_ones
        inside = (rows["heard"] <= start) & (rows["again"] > start) & (rows["again"] <= end) & (rows["start"] <= start)
        return tuple(FrameRef(capture, frame) for capture, frame in rows[inside][["capture", "frame"]].tolist())
