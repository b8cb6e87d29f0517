"""A notice: one thing to say of one incident, with what identifies the alert."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from arpwatch_k8s.changes.incident import IncidentOpened, IncidentResolved, IncidentUpdated
from arpwatch_k8s.grades import Severity

IncidentChange = IncidentOpened | IncidentUpdated | IncidentResolved
ALERTNAME: Final = "VipIncident"


class Kind(StrEnum):
    """What is said."""

    FIRING = "firing"
    REVISED = "revised"
    """Its cause is another one, or it is more or less severe, than was said."""
    RESOLVED = "resolved"
    UNWATCHED = "unwatched"
    """The watch ends before the incident does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What makes two alerts the same one."""

    vip: str
    segment: str
    cause: str
    severity: Severity
    incident: str

    @property
    def labels(self) -> dict[str, str]:
        """As Alertmanager's labels."""
        return {
            "alertname": ALERTNAME,
            "vip": self.vip,
            "segment": self.segment,
            "cause": self.cause,
            "severity": self.severity.value,
            "incident": self.incident,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One thing to say."""

    kind: Kind
    """What is said."""

    identity: Identity
    """The alert."""

    change: IncidentChange
    """The newest that is known of the incident."""

    was: Identity | None = None
    """What the receiver knows it as, where that is another alert."""

    untold: int = 0
    """Incidents of the same VIP and cause since the last message that no message told of."""
