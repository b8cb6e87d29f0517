"""What lines of logs say, as typed records: several sources say the same, and who reads it need not know which.

A record tells by itself what it is about and which kind of thing it says, so that lanes and tables show it without
knowing its type; what is more than shown, such as the track *kernel*, goes by the type.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final, Protocol


class Detail(Protocol):
    """What every record here has."""

    @property
    def kind(self) -> str:
        """What sort of thing is said: a word for lanes and tables, with _ between its parts."""

    @property
    def address(self) -> str | None:
        """The address that it is about, canonical text; None where it is about none."""


class UpstreamFailure(StrEnum):
    """How a proxy's request failed at an upstream."""

    NO_ROUTE = "no_route"
    NO_NETWORK = "no_network"
    REFUSED = "refused"
    RESET = "reset"
    TIMED_OUT = "timed_out"
    CLOSED = "closed"
    """The upstream closed the connection before its answer was whole."""
    NO_LIVE = "no_live_upstreams"
    """Nobody was asked: the proxy has left out all servers of the upstream after earlier failures."""
    DISABLED = "peer_disabled"
    """The proxy leaves out a server from now on."""
    OTHER = "other"


CONNECTING: Final = "connecting"
"""The phase before the upstream has accepted; others are told as the proxy words them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UpstreamError:
    """A proxy failed at an upstream."""

    kind: UpstreamFailure
    """How."""
    address: str | None
    """The upstream's address, canonical text; None where it is named, or a socket of the proxy's host."""
    port: int | None
    """The upstream's TCP port."""
    errno: int | None
    """The error's number in Linux."""
    phase: str | None
    """What the proxy was doing: CONNECTING, or in its own words."""
    request: int | None
    """The proxy's own number of the client's connection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProxyRemark:
    """A proxy said something that is about no upstream."""

    errno: int | None
    """The error's number in Linux."""
    phase: str | None
    """What the proxy was doing, in its own words."""
    request: int | None
    """The proxy's own number of the client's connection."""
    kind: ClassVar[str] = UpstreamFailure.OTHER.value
    address: ClassVar[None] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighborEntry:
    """A listing of a kernel's neighbor table has this entry."""

    address: str
    """The neighbor's address, canonical text."""
    interface: str
    """The interface's name; empty where the listing is of one alone."""
    mac: int | None
    """The evidence table's number of the MAC; None where the entry has none."""
    state: str | None
    """The entry's state (NUD), as iproute2 names it; None where it is not told."""
    updated_s: int | None = None
    """How long before the listing the MAC or the state changed last, s; None where it is not told."""
    kind: ClassVar[str] = "neighbor"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighborChange:
    """A kernel's neighbor table changed: this is what it says of an address from now on."""

    address: str
    """The neighbor's address, canonical text."""
    interface: str
    """The interface's name."""
    mac: int | None
    """The evidence table's number of the MAC; None where the entry has none."""
    state: str | None
    """The entry's state (NUD), as iproute2 names it."""
    deleted: bool
    """Whether the entry is gone, and this is what it was."""

    @property
    def kind(self) -> str:
        """Entry or its end."""
        return "neighbor_deleted" if self.deleted else "neighbor"


@dataclass(frozen=True, slots=True, kw_only=True)
class NeighborListing:
    """A listing of a kernel's neighbor table begins: what is not among its entries, of the same time, is not there."""

    kind: ClassVar[str] = "neighbor_listing"
    address: ClassVar[None] = None


ProxyLine = UpstreamError | ProxyRemark
"""A line of a proxy's error log."""
NeighborLine = NeighborEntry | NeighborChange | NeighborListing
"""What a kernel says of its neighbor table: the track *kernel*."""
