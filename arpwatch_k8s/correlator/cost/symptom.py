"""The record of a symptom: a frame that hurts or warns."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from arpwatch_k8s.correlator.connections.connection import Connection
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
    """A frame about a VIP that hurts or warns."""

    time: int
    """When it was sent, ns UTC."""
    kind: SymptomKind
    """What it is."""
    vip: int
    """The VIP; an address code of the evidence."""
    segment: Segment
    """Where it was seen."""
    mac: int
    """The MAC that it came from; of an ICMP message whose frame shows none, the owner's number by its address."""
    source: int
    """The address that it came from; a code of the evidence."""
    frame: FrameRef
    """Where it is."""
    attempt: Connection | None = None
    """The connection that it belongs to; None where none is known."""
    icmp_type: int | None = None
    """Of an ICMP message, else None."""
    icmp_code: int | None = None
    """Of an ICMP message, else None."""
    gateway: int = -1
    """Where a redirect points to: an address code, else -1."""
    quoted_ttl: int | None = None
    """The TTL in the packet that it quotes; None where it quotes none."""
    quotes_syn: bool | None = None
    """Whether it quotes a SYN without ACK; None where it quotes too little to tell."""
    peer: int = 0
    """The MAC that suffers it; 0 where that is not known."""
    times: int = 1
    """How many frames in a row it stands for (questions)."""
    holders: Holders | None = None
    """Who held the VIP on each track then."""

    @property
    def effect(self) -> Effect | None:
        """What it did to its attempt; None where it belongs to none that is known."""
        attempt = self.attempt
        if attempt is None:
            return None
        if self.frame in (
            attempt.end_frame,
            attempt.tries[0].frame if attempt.tries and self.kind == SymptomKind.SYN_UNANSWERED else None,
        ):
            return Effect.ENDED
        if attempt.answer_time is not None and self.time >= attempt.answer_time:
            return Effect.AFTER_ANSWER
        return Effect.AFTER_END if attempt.end is not None and self.time >= attempt.end else Effect.PENDING
