"""Signs that a node forwarded a SYN which it should have served, and how much each proves.

A message that quotes the SYN with its TTL decremented proves it, where the SYN itself was captured. Where its TTL there
is another than the quote's plus one, or where the node does no more than ask who has the VIP when a SYN comes, that is
likely; where the SYN was not captured, or no ARP that would exclude a router, it is a hint.

A redirect alone proves less: a node sends it before it decides to drop (a Service with externalTrafficPolicy Local and
no endpoint there, a FORWARD rule). Only who really forwards asks for the VIP's MAC, in a broadcast that all hear.

A node that has the rules, and sends a SYN to an endpoint whose own node is gone, says host-unreachable as well, about a
SYN whose TTL it has decremented, too. But the destination that it looks for in vain is that node, for which it asks;
and conntrack undoes the translation in the message, whose source becomes the VIP (Linux nf_nat_core.c:
nf_nat_icmp_reply_translation). So a message from the VIP says that there are rules; one of the node's own, where ARP or
discovery is seen, proves that there are none if the node asked for the VIP, or named it as the gateway of a redirect.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from arpwatch_k8s.correlator.connections.connection import Connection, Try
from arpwatch_k8s.correlator.connections.outcomes import AttemptOutcome
from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.cost.symptom import Symptom, SymptomKind
from arpwatch_k8s.correlator.ownership.holders import NOBODY
from arpwatch_k8s.diagnosis.case import Case
from arpwatch_k8s.diagnosis.signs.claimants import speakers_of
from arpwatch_k8s.diagnosis.signs.failures import ended, sent_to_each
from arpwatch_k8s.diagnosis.signs.seeking import asked_at, asked_by, asked_elsewhere, asked_within, asks_again
from arpwatch_k8s.diagnosis.signs.stability import UNPLACED, contested, may_be_routed, others_seen, owner_at
from arpwatch_k8s.evidence.addresses import NO_ADDRESS
from arpwatch_k8s.evidence.distinct import distinct
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.inventory.nodes import BY_ADDRESS
from arpwatch_k8s.speakers.signature import Answers
from arpwatch_k8s.speakers.signatures import SIGNATURES

if TYPE_CHECKING:
    from numpy.typing import NDArray

SURE = 0.8
IN_KERNEL = frozenset(signature.id for signature in SIGNATURES if signature.answers is Answers.KERNEL)
"""Programs that give the address to the node's kernel, which never asks for what it has."""
FORWARDED_V4 = frozenset({0, 1})
FORWARDED_V6 = frozenset({0, 3})
ICMP_V4 = 3
ONCE_FORWARDED = frozenset({63, 127, 254})
"""What one router leaves of the initial TTLs in use (Linux and BSD, Windows, network gear)."""
TRANSLATED: Final = (
    "comes in the VIP's own name, so the node has rules that lead to an endpoint: that endpoint, or the node that it "
    "runs on, was out of reach"
)
REDIRECTED: Final = "names another gateway than the VIP: the node has rules that lead to an endpoint there"
ELSEWHERE: Final = (
    "comes from a node that asked for another address then, in vain, and not for the VIP: it looked for an endpoint's "
    "node, which was out of reach"
)


class Strength(IntEnum):
    """How much a sign proves."""

    HINT = 0
    LIKELY = 1
    PROOF = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """At `time` (ns UTC) `owner` showed in `frame` that it forwarded a SYN: by a message, None where by a question of
    its own; `attempt` and `sent` are what it forwarded, None where that is not in the capture."""

    strength: Strength
    time: int
    owner: int
    frame: FrameRef
    message: Symptom | None = None
    attempt: Connection | None = None
    sent: Try | None = None


class Spell(NamedTuple):
    """A time without service, ns UTC."""

    start: int
    end: int


class Messages:
    """The messages about one VIP, with what is asked again and again while they are read: looked up once."""

    def __init__(self, case: Case, record: VipRecord) -> None:
        self.case = case
        self.record = record
        self.every = record.symptoms.of_kinds(SymptomKind.ICMP_REDIRECT, SymptomKind.ICMP_UNREACHABLE)
        self._about: dict[int, list[Symptom]] = {}
        self._redirects: dict[int, list[Symptom]] = {}
        for message in self.every:
            if message.attempt is not None:
                theirs = self._about if message.kind == SymptomKind.ICMP_UNREACHABLE else self._redirects
                theirs.setdefault(message.attempt.number, []).append(message)
        # else a node may have lost the VIP before the capture, or be a router
        self._known = {*distinct(record.claims["owner"]).tolist(), *distinct(record.answers["owner"]).tolist()}
        self._asked: dict[int, NDArray[Any]] = {}
        self._elsewhere: dict[int, NDArray[Any]] = {}

    def about(self, attempt: Connection) -> Sequence[Symptom]:
        """The unreachable messages about an attempt."""
        return self._about.get(attempt.number, ())

    def is_known(self, owner: int) -> bool:
        """Whether a node ever claimed or served the VIP in the capture."""
        return owner in self._known

    def asked_by(self, owner: int) -> NDArray[Any]:
        """`asked_by` of an owner."""
        if owner not in self._asked:
            self._asked[owner] = asked_by(self.case, self.record, owner)
        return self._asked[owner]

    def asked_elsewhere(self, owner: int) -> NDArray[Any]:
        """`asked_elsewhere` of an owner."""
        if owner not in self._elsewhere:
            self._elsewhere[owner] = asked_elsewhere(self.case, self.record, owner)
        return self._elsewhere[owner]

    def names_vip(self, owner: int, attempt: Connection) -> bool:
        """Whether an owner's redirect about an attempt names the VIP itself as the gateway."""
        return any(
            one.gateway == self.record.code and self.case.inventory.owner(one.mac, one.time, one.segment) == owner
            for one in self._redirects.get(attempt.number, ())
        )


def sign_of(messages: Messages, message: Symptom) -> Sign | str:
    """The sign that a redirect or an unreachable message is, or why it is none."""
    case, record, attempt = messages.case, messages.record, message.attempt
    if objection := tells_nothing(record, message):
        return objection
    owner = case.inventory.owner(message.mac, message.time, message.segment)
    if attempt is None or not attempt.tries:
        if message.quoted_ttl not in ONCE_FORWARDED:
            return "quotes a SYN that is not in the capture"
        return held_by(case, record, owner, message.time) or hint(owner, message)
    sent = [attempt_try for attempt_try in attempt.tries if attempt_try.time <= message.time][-1]
    about = messages.about(attempt)
    if answered_first(attempt, about):
        return "quotes a SYN that was answered"
    if attempt.outcome == AttemptOutcome.REFUSED:
        return "quotes a SYN that was refused afterwards, not forwarded"
    forwarded = message.quoted_ttl == sent.ttl - 1
    if not forwarded and (message.quoted_ttl == sent.ttl or message.quoted_ttl not in ONCE_FORWARDED):
        return "quotes a SYN whose TTL shows that its sender did not forward it"
    if sent.mac and case.inventory.owner(sent.mac, sent.time, record.segment) != owner:
        return "comes from another node than the one the SYN went to"
    if objection := held_by(case, record, owner, message.time):
        return objection
    backed = sought(messages, owner, sent, message)
    if backed is None:
        return ELSEWHERE
    strength = Strength.PROOF if forwarded and backed else Strength.LIKELY
    if not messages.is_known(owner):
        strength = Strength.HINT
    may_be_dropped = message.kind == SymptomKind.ICMP_REDIRECT and not any(says_forwarded(one) for one in about)
    if may_be_dropped and not asked_at(case, messages.asked_by(owner), sent.time):
        if record.shows_arp:
            return "redirects a SYN, and nobody asks for the VIP then: it was dropped, not forwarded"
        strength = Strength.LIKELY
    return Sign(
        strength=strength if record.on_link else Strength.HINT,
        time=message.time,
        owner=owner,
        frame=message.frame,
        message=message,
        attempt=attempt,
        sent=sent,
    )


def tells_nothing(record: VipRecord, message: Symptom) -> str | None:
    """Why a message by itself is no sign, whoever it comes from; None where it may be one."""
    if message.kind == SymptomKind.ICMP_UNREACHABLE and not says_forwarded(message):
        return "says refused or forbidden, not that there was no way"
    if message.quotes_syn is not True:
        stray = "quotes no SYN (a stray packet of an old connection)"
        return stray if message.quotes_syn is False else "quotes no TCP, or too little of it to know a SYN"
    if message.source == record.code:
        return TRANSLATED
    if message.kind == SymptomKind.ICMP_REDIRECT and message.gateway not in (record.code, NO_ADDRESS):
        return REDIRECTED
    return "may come from a router on the way: ARP never names the VIP here" if may_be_routed(record) else None


def sought(messages: Messages, owner: int, sent: Try, message: Symptom) -> bool | None:
    """Whether the owner looked for the VIP itself when it forwarded a SYN that it tells of, which shows that nothing
    translated it; None where it looked for another in vain. Where the capture shows no ARP it must be believed."""
    if not messages.record.shows_arp or message.kind == SymptomKind.ICMP_REDIRECT:
        return True
    near = sent.time - messages.case.thresholds.answer_ns, message.time + 1
    if asked_within(messages.asked_by(owner), *near) is not None:
        return True
    if message.attempt is not None and messages.names_vip(owner, message.attempt):
        return True
    return None if asks_again(messages.asked_elsewhere(owner), *near) else False


def hint(owner: int, message: Symptom) -> Sign:
    """What a message is whose SYN is not in the capture."""
    return Sign(strength=Strength.HINT, time=message.time, owner=owner, frame=message.frame, message=message)


def held_by(case: Case, record: VipRecord, owner: int, time: int) -> str | None:
    """Why `owner` was not the one that held the VIP at `time` (ns UTC); None where it was."""
    held, is_placed = owner_at(record, time), not owner & BY_ADDRESS
    if contested(record, time, time) or held not in (None, owner):
        return "comes from a node that was not the owner at that time" if is_placed else UNPLACED
    if gave_up(case, record, owner, time):
        return "had lost the address, which its kernel has while it owns it: it asked for it, and another took it over"
    limits = case.thresholds
    if others_seen(record, owner, time - limits.handover_before_ns, time + limits.handover_after_ns):
        return "another node claimed or served the VIP within [-1 s, +4 s]" if is_placed else UNPLACED
    return None


def gave_up(case: Case, record: VipRecord, owner: int, time: int) -> bool:
    """Whether an owner whose kernel has the address while it holds it asked for it near `time` (ns UTC): it had lost
    it, where another is the next to claim it."""
    spoke = [speaker for speaker in speakers_of(case, record) if speaker.owner == owner and speaker.spoke]
    if not spoke or any(speaker.best.program not in IN_KERNEL or speaker.best.score < SURE for speaker in spoke):
        return False
    after = bisect_right(record.claims.times, time)
    if after == len(record.claims) or record.claims["owner"][after] == owner:
        return False
    # a message comes as long after the last probe as one probe after another (RFC 4861 section 10: RETRANS_TIMER)
    limits = case.thresholds
    asked = asked_by(case, record, owner)
    return asked_within(asked, time - limits.asking_gap_ns, time + limits.answer_ns) is not None


def says_forwarded(message: Symptom) -> bool:
    """Whether an unreachable message is what a router says that found no way."""
    return message.icmp_code in (FORWARDED_V4 if message.icmp_type == ICMP_V4 else FORWARDED_V6)


def answered_first(attempt: Connection, about: Sequence[Symptom]) -> bool:
    """Whether a SYN-ACK came before the first unreachable message about the attempt, and before any retry."""
    if attempt.answer_time is None:
        return False
    first = min([s.time for s in about] + [again.time for again in attempt.tries[1:]], default=None)
    return first is None or attempt.answer_time < first


def asking(case: Case, record: VipRecord) -> Iterator[Sign]:
    """Questions of the owner for its own VIP, asked when a SYN came that nobody answered."""
    if not len(record.asked) or not record.on_link:
        return
    lost = ended(record, AttemptOutcome.UNANSWERED, AttemptOutcome.UNREACHABLE)
    owners, begun = sent_to_each(case, record, lost), lost.column("start")
    asked = {owner: asked_by(case, record, owner) for owner in distinct(owners[owners != NOBODY]).tolist()}
    possible = np.zeros(len(lost), bool)
    for owner, questions in asked.items():
        first, after = np.searchsorted(questions["time"], [begun, begun + case.thresholds.answer_ns])
        possible |= (owners == owner) & (after > first)
    for attempt, owner in zip(lost.where(possible), owners[possible].tolist(), strict=True):
        sent = attempt.tries[0]
        question = asked_within(asked[owner], sent.time, sent.time + case.thresholds.answer_ns)
        if question is not None and held_by(case, record, owner, sent.time) is None:
            yield Sign(
                strength=Strength.LIKELY, time=sent.time, owner=owner, frame=question, attempt=attempt, sent=sent
            )


def spells(case: Case, record: VipRecord, owner: int, signs: list[Sign]) -> list[Spell]:
    """The times without service: from the owner's last answer before a sign to its first answer after it."""
    answers = record.answers["time"][record.answers["owner"] == owner].tolist()
    found: dict[Spell, None] = {}
    for sign in signs:
        at = bisect_left(answers, sign.sent.time if sign.sent else sign.time)
        before = answers[at - 1] if at else case.start or 0
        after = answers[at] if at < len(answers) else record.end
        found[Spell(before, after)] = None
    return list(found)


def within(times: NDArray[np.int64], spells: Sequence[Spell]) -> NDArray[np.bool_]:
    """Which times are inside one of the spells."""
    starts, ends = (np.sort(np.array([spell[end] for spell in spells], np.int64)) for end in (0, 1))
    inside: NDArray[np.bool_] = np.searchsorted(starts, times) > np.searchsorted(ends, times, side="right")
    return inside
