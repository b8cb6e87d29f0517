"""Changes of who holds a VIP: told from claims at once, from the other tracks as soon as they follow.

On every record `interface` is the segment: the interface's name, and its VLAN where there is one (`eth0.200`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.changes.holder import Holder, before_details, holder_details
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.wording.counts import listed
from arpwatch_k8s.wording.times import duration
from arpwatch_k8s.wording.value import JsonValue

FOLLOWS: Final = {
    Track.USED: "this host now sends to {after}, no longer to {before}",
    Track.SERVING: "{after} answers connections now, no longer {before}",
    Track.KERNEL: "this host's kernel now holds {after}, no longer {before}",
}
"""What a change on each other track says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOwner:
    """Somebody claims a VIP, the first who was seen to."""

    event: ClassVar[Event] = Event.OWNER

    time: int
    """Of the claim, ns UTC."""

    vip: str
    """The address that is claimed."""

    interface: str
    """On which segment."""

    holder: Holder
    """Who claims it."""

    frame: int | None = None
    """The number of the frame that says so, None where it is not known."""

    @property
    def text(self) -> str:
        """For people."""
        return f"is claimed by {self.holder.label}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"track": Track.CLAIMED.value, **holder_details(self.holder)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Takeover:
    """Another one claims a VIP."""

    event: ClassVar[Event] = Event.MOVE

    time: int
    """Of the new owner's first claim, ns UTC."""

    vip: str
    """The address that is claimed."""

    interface: str
    """On which segment."""

    holder: Holder
    """Who claims it now."""

    before: Holder
    """Who claimed it until now."""

    held_ns: int
    """For how long that one had claimed it, ns."""

    frame: int | None = None
    """The number of the frame that says so, None where it is not known."""

    @property
    def text(self) -> str:
        """For people."""
        lasted = duration(self.held_ns)
        return f"{self.holder.label} took it from {self.before.label}, which claimed it for {lasted}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"track": Track.CLAIMED.value, **holder_details(self.holder), **before_details(self.before)}


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackMove:
    """A track that follows claims has changed: whom this host uses, who serves, what the kernel holds."""

    event: ClassVar[Event] = Event.MOVE

    time: int
    """Of the first frame or line that shows it, ns UTC."""

    vip: str
    """The address that is meant."""

    interface: str
    """On which segment."""

    track: Track
    """`used`, `serving` or `kernel`."""

    holder: Holder
    """Who holds the track now."""

    before: Holder
    """Who held it until now."""

    @property
    def text(self) -> str:
        """For people."""
        return FOLLOWS[self.track].format(after=self.holder.label, before=self.before.label)

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"track": self.track.value, **holder_details(self.holder), **before_details(self.before)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestStart:
    """Several claim a VIP in turn."""

    event: ClassVar[Event] = Event.CONTEST

    time: int
    """Of the change of owner that made it a contest, ns UTC."""

    vip: str
    """The address that is fought for."""

    interface: str
    """On which segment."""

    owners: tuple[Holder, ...]
    """All who claim it, the first one first."""

    holder: Holder
    """Who claimed it just now."""

    before: Holder
    """Who claimed it before."""

    frame: int | None = None
    """The number of the frame that says so, None where it is not known."""

    @property
    def text(self) -> str:
        """For people."""
        who = listed([owner.label for owner in self.owners])
        return f"contested: {who} claim it in turn; {self.holder.label} just now"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"track": Track.CLAIMED.value, **holder_details(self.holder), **before_details(self.before)}


@dataclass(frozen=True, slots=True, kw_only=True)
class ContestEnd:
    """A contest is over: one has claimed the VIP alone for as long as the threshold says."""

    event: ClassVar[Event] = Event.CONTEST_OVER

    time: int
    """Of the last change of owner, ns UTC."""

    vip: str
    """The address that was fought for."""

    interface: str
    """On which segment."""

    holder: Holder
    """Who claimed it last."""

    @property
    def text(self) -> str:
        """For people."""
        return f"no longer contested: {self.holder.label} had the last word"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {"track": Track.CLAIMED.value, **holder_details(self.holder)}
