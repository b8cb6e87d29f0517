"""Who is new to a VIP, by what a history remembers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import ClassVar, Final

from arpwatch_k8s.changes.event import Event
from arpwatch_k8s.changes.holder import Holder, holder_details
from arpwatch_k8s.correlator.ownership.tracks import Track
from arpwatch_k8s.wording.times import day, rfc3339
from arpwatch_k8s.wording.value import JsonValue

HOLDS: Final = {
    Track.CLAIMED: "{who} claims it",
    Track.USED: "this host sends to {who}",
    Track.SERVING: "{who} answers connections",
    Track.KERNEL: "this host's kernel holds {who}",
}
"""How somebody shows on each track that a watch follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewStation:
    """Somebody holds a VIP who was never seen to, while others were."""

    event: ClassVar[Event] = Event.NEW_STATION

    time: int
    """When that was seen first, ns UTC."""

    vip: str
    """The address."""

    interface: str
    """On which segment."""

    track: Track
    """The track on which it holds it."""

    holder: Holder
    """Who it is."""

    others: int
    """How many others were seen to hold it, on any track."""

    since: int
    """When the history begins, ns UTC: what was before is not known."""

    more: int = 0
    """How many more were new to it since that was last told, and are not told one by one."""

    @property
    def text(self) -> str:
        """For people."""
        have = "1 other has" if self.others == 1 else f"{self.others:,} others have"
        also = f"; {self.more:,} more are new to it" if self.more else ""
        began = day(self.since, UTC).split(" ")[0]
        said = HOLDS[self.track].format(who=self.holder.label)
        return f"{said}, never seen to hold it before; {have} (history from {began} on){also}"

    @property
    def details(self) -> dict[str, JsonValue]:
        """For programs."""
        return {
            "track": self.track.value,
            **holder_details(self.holder),
            "others": self.others,
            "since": rfc3339(self.since),
            "more": self.more,
        }
