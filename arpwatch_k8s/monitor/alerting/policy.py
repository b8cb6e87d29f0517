"""What an alert is sent for: how bad an incident must be, how soon, how often, and when nobody is to be woken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.changes.incident import IncidentState
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.thresholds import NS

UNKNOWN: Final = "unknown"
"""The cause of an incident of which none is suspected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Muted:
    """A time in which no alert is sent: planned work."""

    start: int
    """When it begins, ns UTC."""

    end: int
    """When it is over, ns UTC."""

    vips: frozenset[str] = frozenset()
    """Addresses (canonical text) it is for; none: for all."""

    def covers(self, vip: str, now: int) -> bool:
        """Whether no alert is sent about a VIP at a time, ns UTC."""
        return self.start <= now < self.end and (not self.vips or vip in self.vips)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """When to wake somebody."""

    least: Severity = Severity.WARNING
    """What is less severe is not alerted; it is told and recorded as ever."""

    wait_ns: int = 10 * NS
    """How long an incident's cause is waited for before it is alerted without one, ns: a cause is told 4 s after it was
    found, and a look may take some seconds."""

    apart_ns: int = 300 * NS
    """Messages about the same VIP and cause are at least so far apart, ns, unless it gets worse. Alertmanager sees to
    that itself."""

    severities: Mapping[str, Severity] = field(default_factory=dict)
    """How severe a cause (a rule, or `unknown`) is, where that is to be another than the rule's own."""

    muted: tuple[Muted, ...] = ()
    """When no alert is sent."""

    def severity(self, state: IncidentState) -> Severity:
        """How severe an incident is. One without a cause is a warning where something failed or is fought for: that a
        VIP moved is no harm by itself."""
        rule = cause(state)
        if rule in self.severities:
            return self.severities[rule]
        if state.cause is not None:
            return state.cause.severity
        hurts = state.failed or state.outages or state.vain or state.contests
        return Severity.WARNING if hurts else Severity.INFO

    def is_muted(self, vip: str, now: int) -> bool:
        """Whether no alert is sent about a VIP at a time, ns UTC."""
        return any(muted.covers(vip, now) for muted in self.muted)


def cause(state: IncidentState) -> str:
    """The rule that an incident is put down to."""
    return UNKNOWN if state.cause is None else state.cause.rule
