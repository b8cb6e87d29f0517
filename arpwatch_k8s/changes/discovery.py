"""Addresses that nobody named and that behave like VIPs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.wording.value import JsonValue


@dataclass(frozen=True, slots=True, kw_only=True)
class VipFound:
    """An address behaves like a VIP, and is watched from now on."""

    event: ClassVar[Event] = Event.VIP

    time: int
    """When that was noticed, ns UTC."""

    vip: str
    """The address."""

    @property
    def text(self) -> str:
        """For people."""
        return "behaves like a VIP: watched from now on"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"discovered": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class UnwatchedVips:
    """More addresses behave like VIPs than can be watched."""

    event: ClassVar[Event] = Event.FLOOD

    time: int
    """When that was noticed, ns UTC."""

    addresses: int
    """How many are not watched."""

    @property
    def text(self) -> str:
        """For people."""
        more = "1 more address behaves" if self.addresses == 1 else f"{self.addresses:,} more addresses behave"
        return f"{more} like VIPs than can be watched: name yours with --vip"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"addresses": self.addresses}
