"""The record of a symptom: a frame that hurts or warns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from arpwatch_k8s.correlator.connections.connections import Connection
from arpwatch_k8s.correlator.ownership.holders import Holders
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment


class SymptomKind(StrEnum):
    """What a symptom is."""

    ICMP_UNREACHABLE = "icmp_unreachable"
    """A message that the VIP cannot be reached."""
    ICMP_REDIRECT = "icmp_redirect"
    """A message that another way to the VIP is better."""
    ICMP_TIME_EXCEEDED = "icmp_time_exceeded"
    """A message that a packet to the VIP went round until its TTL was used up."""
    TCP_RESET = "tcp_reset"
    """A reset that ended a connection."""
    TCP_REFUSAL = "tcp_refusal"
    """A reset, or a message, in place of an answer to a SYN."""
    SYN_UNANSWERED = "syn_unanswered"
    """A SYN that nobody answered."""
    QUESTION_UNANSWERED = "question_unanswered"
    """Questions for the VIP's MAC that nobody answered."""


class Effect(StrEnum):
    """What a symptom did to the attempt that it belongs to."""

    ENDED = "ended"
    """It ended it."""
    AFTER_END = "after_end"
    """It came when that had ended, and changed nothing."""
    AFTER_ANSWER = "after_answer"
    """It came when that had been answered, and changed nothing."""
    PENDING = "pending"
    """It came while that waited for an answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Symptom:
    """At `time` (ns UTC) `mac` sent a frame about `vip` that hurts or warns.

    ICMP only: type, code, gateway (address code or -1), the quoted TTL (None where nothing is quoted), whether a SYN
    without ACK is quoted (None where too little is). `attempt` is the connection it belongs to; `source` the address
    code that it came from; `peer` the MAC that suffers it, 0 where it is not known; `times` how often in a row
    (questions); `holders` who held the VIP then.
    """

    time: int
    kind: SymptomKind
    vip: int
    segment: Segment
    mac: int
    source: int
    frame: FrameRef
    attempt: Connection | None = None
    icmp_type: int | None = None
    icmp_code: int | None = None
    gateway: int = -1
    quoted_ttl: int | None = None
    quotes_syn: bool | None = None
    peer: int = 0
    times: int = 1
    holders: Holders | None = None

    @property
    def effect(self) -> Effect | None:
        """What it did to its attempt; None where it belongs to none that is known."""
        one = self.attempt
        if one is None:
            return None
        if self.frame in (
            one.end_frame,
            one.tries[0].frame if one.tries and self.kind == SymptomKind.SYN_UNANSWERED else None,
        ):
            return Effect.ENDED
        if one.answer_time is not None and self.time >= one.answer_time:
            return Effect.AFTER_ANSWER
        return Effect.AFTER_END if one.end is not None and self.time >= one.end else Effect.PENDING
