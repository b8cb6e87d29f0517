"""What rules read: the correlated records of a window of time, and what is known of the captures behind them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from arpwatch_k8s.correlator.correlate import VipRecord
from arpwatch_k8s.correlator.ownership.epochs import Epoch
from arpwatch_k8s.correlator.testimony.believed import ClusterEpoch, ClusterHeld
from arpwatch_k8s.correlator.testimony.skew import ClockSkew
from arpwatch_k8s.correlator.testimony.upstream import Tie
from arpwatch_k8s.correlator.views.merging import View, name_of
from arpwatch_k8s.evidence import Evidence
from arpwatch_k8s.evidence.behalf import Behalf
from arpwatch_k8s.evidence.endpoint import ENDPOINT
from arpwatch_k8s.evidence.flow import FLOW
from arpwatch_k8s.evidence.odd_times import Believable, believable
from arpwatch_k8s.evidence.presence import PRESENCE
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.inventory import Inventory
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.logs.details.belief import Remark
from arpwatch_k8s.logs.details.detail import Detail, ProxyRemark
from arpwatch_k8s.logs.event import Log
from arpwatch_k8s.savefile.info import CaptureInfo, Skipped
from arpwatch_k8s.speakers import Speaker
from arpwatch_k8s.thresholds import Thresholds

if TYPE_CHECKING:
    from numpy.typing import NDArray


NO_SETTINGS: Final = Linted()
MANY: Final = 2
"""More hosts beside the first from which on a text does not name all of them."""


@dataclass(frozen=True, slots=True, eq=False)
class Neighborhood:
    """ARP and neighbor discovery of one segment."""

    whole: Evidence
    """The rows that they were taken from, which are held so that nothing else has their identity."""
    rows: Evidence
    """Questions, replies and announcements."""
    behalf: Behalf
    """Who answers there on others' behalf."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Case:
    """A snapshot for the rules. Times in ns UTC."""

    vips: tuple[VipRecord, ...]
    """What was correlated about each VIP on each segment."""
    speakers: tuple[Speaker, ...] = ()
    """Which programs announced."""
    inventory: Inventory
    """Which MACs are one node's, and what it is called."""
    views: tuple[View, ...]
    """What was seen, several hosts' captures merged where they saw the same segment."""
    evidence: Evidence
    """All rows, as they were captured."""
    flows: NDArray[Any] = field(default_factory=lambda: np.zeros(0, FLOW))
    """`FLOW` records: what connections of VIPs carried."""
    endpoints: NDArray[Any] = field(default_factory=lambda: np.zeros(0, ENDPOINT))
    """`ENDPOINT` records: how often other addresses were asked for connections, and answered."""
    presence: NDArray[Any] = field(default_factory=lambda: np.zeros(0, PRESENCE))
    """`PRESENCE` records: when each MAC was heard by frames that are no evidence."""
    captures: tuple[CaptureInfo, ...]
    """What each capture was and lost."""
    skipped: tuple[Skipped, ...]
    """What folders held beside captures."""
    logs: tuple[Log, ...]
    """Lines of logs and listings."""
    settings: Linted = NO_SETTINGS
    """What was found in settings beside captures and logs, whose files are called by short names."""
    settings_paths: Mapping[str, str] = field(default_factory=dict)
    """The paths of these files, by their short names; of what was unpacked none."""
    ties: tuple[Tie, ...]
    """What lines of a proxy's log go back to."""
    kernel: Mapping[str, tuple[Epoch, ...]] = field(default_factory=dict)
    """What a kernel's table held of VIPs that no frame shows, by address; of others their records have it."""
    cluster: tuple[ClusterEpoch, ...] = ()
    """Which node was said to hold each address, by address, program and voice, then in order of time."""
    cluster_held: tuple[ClusterHeld, ...] = ()
    """The same without a time, in the order of logs and lines."""
    asked_for: tuple[str, ...] = ()
    """VIPs that the run is about: those that were asked for, or that logs name where there is no capture; empty where
    they were discovered."""
    skews: tuple[ClockSkew, ...] = ()
    """What is known of logs' clocks that are off."""
    missing_vips: tuple[str, ...]
    """VIPs that were asked for and never seen."""
    vips_left: int = 0
    """How many more addresses behave like VIPs than are looked at."""
    start: int | None
    """First frame's time; None without frames."""
    end: int | None
    """Last frame's time, or until when was listened; None without frames."""
    forgotten: int
    """Rows let go of to bound memory."""
    thresholds: Thresholds
    """What judgments rest on."""
    neighborhoods: dict[tuple[int, Segment], Neighborhood] = field(default_factory=dict, init=False)
    """What was found of segments, by the identity of a view's rows, once somebody asked: each of a thousand VIPs would
    else go through all rows of its segment."""

    spoken: dict[tuple[str, Segment, int], list[Speaker]] = field(default_factory=dict, init=False)
    """The speakers by VIP, segment and view, in their order: each rule asks for those of each VIP."""

    def __post_init__(self) -> None:
        """Sort the speakers by what they spoke of."""
        for speaker in self.speakers:
            self.spoken.setdefault((speaker.vip, speaker.segment, speaker.view), []).append(speaker)

    @property
    def unseen(self) -> tuple[str, ...]:
        """VIPs that no frame shows, and of which logs say who held them: a kernel's table or the cluster."""
        said = {epoch.vip for epoch in self.cluster} | {item.vip for item in self.cluster_held} | set(self.kernel)
        return tuple(vip for vip in self.missing_vips if vip in said)

    @property
    def shown(self) -> Believable:
        """From when to when a figure can show frames, which leaves out times that are absurd beside the others."""
        return believable(self.evidence["time"], self.start or 0, self.end or 0)

    @property
    def span(self) -> tuple[int, int] | None:
        """First and last time (ns UTC) of frames that can be shown together; without any, of what logs say of
        addresses, leaders and nodes."""
        if self.start is not None and self.end is not None:
            return self.shown.start, self.shown.end
        times = [
            time
            for log in self.logs
            for event in log.events
            if not isinstance(event.detail, Remark | ProxyRemark)
            for time in (event.time, event.time + event.width_ns)
        ]
        return (min(times), max(times)) if times else None

    def logs_telling(self, *kinds: type[Detail]) -> Iterator[tuple[int, Log]]:
        """The logs, with their numbers, of sources that can say something of some kinds."""
        for number, log in enumerate(self.logs):
            if any(kind in log.tells for kind in kinds):
                yield number, log

    def captures_of(self, record: VipRecord) -> list[CaptureInfo]:
        """The captures in which a VIP was looked for."""
        return [self.captures[number] for number in self.views[record.view].captures if number < len(self.captures)]

    def called(self, view: View) -> str:
        """What to call a view in a text: of the captures of many hosts the first, and how many more."""
        first, left = view.vantages[:1], len(view.vantages) - 1
        return view.name if left < MANY else f"{name_of(first[0], self.captures)} and {left:,} more"

    def within(self, record: VipRecord) -> str:
        """In which view a VIP was looked for, as a heading goes on; nothing where there is one alone."""
        return f" in {self.called(self.views[record.view])}" if len(self.views) > 1 else ""

    def cite(self, frame: FrameRef) -> str:
        """A frame for people: "frame 12", or "line 12" where it was printed; with the capture's name where there are
        several."""
        known = frame.capture < len(self.captures)
        noun = self.captures[frame.capture].numbered_by if known else "frame"
        name = f"{self.captures[frame.capture].name}:" if len(self.captures) > 1 else ""
        return f"{noun} {name}{frame.frame}"


@dataclass(frozen=True, slots=True)
class RuledOut:
    """A cause that was considered for a VIP and rejected, with the reason."""

    rule: str
    vip: str
    why: str
