"""A comparison as JSON, the document that `compare.schema.json` describes."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.comparison.record import Changed, ComparedVip, Comparison
from arpwatch_k8s.comparison.shares import Share, Shares
from arpwatch_k8s.comparison.sides.side import Cause, Owner, Side, Station
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = 1
"""Grows when a key changes its meaning, never when one is added."""


def document(found: Comparison) -> dict[str, JsonValue]:
    """All of it. Times are RFC 3339 UTC with nanoseconds, durations nanoseconds, shares fractions of 1."""
    return {
        "schema": SCHEMA,
        "answer": found.answer.value,
        "summary": found.summary,
        "before": side(found.before),
        "after": side(found.after),
        "vips": [vip(one) for one in found.vips],
        "caveats": list(found.caveats),
    }


def side(told: Side) -> JsonValue:
    """One side: what it is, and its own verdict."""
    return {
        "name": told.name,
        "start": rfc3339(told.span[0]) if told.span else None,
        "end": rfc3339(told.span[1]) if told.span else None,
        "watched_ns": told.watched_ns,
        "captures": list(told.captures),
        "drops": told.drops,
        "whole": told.whole,
        "outcome": told.outcome,
        "cause": told.cause,
        "summary": told.summary,
    }


def vip(one: ComparedVip) -> JsonValue:
    """One VIP on one segment; `retried` and `incidents_p` are null where they cannot be compared."""
    return {
        "vip": one.pair.vip,
        "segment": one.pair.segment,
        "segments_differ": one.pair.segments_differ,
        "answer": one.answer.value,
        "why": one.why,
        "failed": shares(one.shares),
        "retried": shares(one.retries),
        "incidents_p": one.incidents_p,
        "quiet_share": one.quiet_share,
        "causes": [cause(each) for each in one.changed],
        "before": station(one.pair.before),
        "after": station(one.pair.after),
    }


def shares(told: Shares | None) -> JsonValue:
    """Two shares: what they say of each other, and the interval of their difference."""
    if told is None:
        return None
    return {
        "state": told.state.value,
        "before": share(told.before),
        "after": share(told.after),
        "difference": told.difference,
        "interval": [told.low, told.high],
        "attempts_needed": told.needed,
    }


def share(told: Share) -> JsonValue:
    """A share with its interval."""
    return {"failed": told.failed, "attempts": told.attempts, "share": told.value, "interval": list(told.interval)}


def cause(told: Changed) -> JsonValue:
    """What became of one cause."""
    return {
        "rule": told.rule,
        "fate": told.fate.value,
        "why": told.why,
        "before": finding(told.before),
        "after": finding(told.after),
    }


def finding(told: Cause | None) -> JsonValue:
    """A cause as one side has it; null where it does not."""
    if told is None:
        return None
    return {
        "severity": told.severity.value,
        "confidence": told.confidence.value,
        "summary": told.summary,
        "failed": told.failed,
    }


def station(told: Station | None) -> JsonValue:
    """What one side knows of a VIP; null where it does not have it."""
    if told is None:
        return None
    return {
        "segment": told.segment,
        "claimed_by": [owner(one) for one in dict.fromkeys(hold.owner for hold in told.claimed)],
        "answered_by": [owner(one) for one in dict.fromkeys(hold.owner for hold in told.serving)],
        "moves": told.moves,
        "contests": told.contest_count,
        "attempts": told.attempts,
        "failed": told.failed,
        "outcomes": dict[str, JsonValue](told.outcomes),
        "retried": told.retried,
        "handshake_ns": None if told.handshake_ns is None else dict[str, JsonValue](told.handshake_ns),
        "outages": told.outages.count,
        "outage_least_ns": told.outages.least_ns,
        "outage_ns": told.outages.most_ns,
        "incidents": told.incidents,
    }


def owner(told: Owner) -> JsonValue:
    """Who held it; `mac` is null where the frames show none, `node` where nobody knows its name."""
    return {"mac": told.mac, "node": told.node}
