"""What hosts, routers of an address and monitors say, as typed records: beliefs about owners are in `belief.py`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar


class HostChange(StrEnum):
    """What becomes of a host's network."""

    LINK_UP = "link_up"
    LINK_DOWN = "link_down"
    BOND_ACTIVE = "bond_active"
    """A bond sends by this interface from now on."""
    NEIGHBORS_FULL = "neighbor_table_full"
    """Its table of neighbors has no room: what it does not know already it cannot reach."""
    LOOP = "own_frame_received"
    """A frame came in that has the interface's own MAC as its source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HostNotice:
    """A host says that something of its network changed."""

    kind: HostChange
    """What."""
    interface: str | None
    """The interface's name; None where the line names none."""
    address: ClassVar[None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalAdvert:
    """A VRRP router hears another advertise its group while it leads itself."""

    lease: str
    """The name of the VRRP instance."""
    rival: str | None
    """The other's own address, canonical text; None where the line does not name it."""
    is_above: bool
    """Whether the other is of higher priority, or of the same and wins by its address: then it is yielded to."""
    program: str
    """Whose word it is."""
    kind: ClassVar[str] = "rival_advert"
    address: ClassVar[None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MonitorDown:
    """A monitor's check of an address failed."""

    address: str
    """What it checks, canonical text."""
    port: int | None
    """The TCP port; None where its setting names none."""
    monitor: str
    """The monitor's name."""
    message: str
    """What it says of the failure."""
    is_final: bool
    """Whether it is told as down; if not, it is tried again before that."""
    kind: ClassVar[str] = "monitor_down"
