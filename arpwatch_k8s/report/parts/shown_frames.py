"""The frames that a finding cites, in full: when each came, between whom, what it says, which steps cite it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.row import MAC_BROADCAST
from arpwatch_k8s.report.parts.saying import saying
from arpwatch_k8s.wording.times import clock

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import tzinfo

    from numpy.typing import NDArray

    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.diagnosis.finding import Finding
    from arpwatch_k8s.evidence.reference import FrameRef

MOST_FRAMES: Final = 60
"""Of a finding; analysis.json has all."""
CAPTURE_BIT: Final = 44
"""A frame's place is its capture's number above this bit, its own below."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownFrame:
    """One frame."""

    anchor: str
    """Its place in the page."""
    capture: str
    """The short name of its capture."""
    frame: int
    """Its number."""
    time: str
    """When it came; empty where only a connection's sums name it, as all that follows."""
    source: str
    """Who sent it: name and MAC."""
    destination: str
    """Whom it was sent to."""
    says: str
    """What it says."""
    steps: tuple[int, ...]
    """The steps that cite it."""


def frame_anchor(finding: int, frame: FrameRef) -> str:
    """The place in the page of a frame that a finding cites."""
    return f"frame-{finding}-{frame.capture}-{frame.frame}"


def shown_of(finding: Finding) -> tuple[FrameRef, ...]:
    """The frames that are shown of a finding, in order: of too many the first of each step before others."""
    every = finding.frames
    if len(every) <= MOST_FRAMES:
        return every
    by_turns: dict[FrameRef, None] = {}
    longest = max(len(step.frames) for step in finding.because)
    for place in range(longest):
        by_turns.update(dict.fromkeys(step.frames[place] for step in finding.because if place < len(step.frames)))
        if len(by_turns) >= MOST_FRAMES:
            break
    return tuple(sorted(list(by_turns)[:MOST_FRAMES]))


class Rows:
    """Where frames stand in the evidence: sorted once, asked often."""

    def __init__(self, result: Result) -> None:
        self.result = result
        rows = result.case.evidence
        self.keys: NDArray[np.int64] = rows["capture"].astype(np.int64) << CAPTURE_BIT | rows["frame"].astype(np.int64)
        self.order = np.argsort(self.keys, kind="stable")

    def of(self, frame: FrameRef) -> int | None:
        """The row of a frame; None where only a flow names it."""
        key = frame.capture << CAPTURE_BIT | frame.frame
        at = int(np.searchsorted(self.keys, key, sorter=self.order))
        row = int(self.order[at]) if at < len(self.order) else None
        return row if row is not None and int(self.keys[row]) == key else None

    def shown(self, number: int, finding: Finding, zone: tzinfo) -> tuple[ShownFrame, ...]:
        """The frames of a finding, in the order of captures and frames."""
        by: dict[FrameRef, list[int]] = {}
        for place, step in enumerate(finding.because, 1):
            for frame in dict.fromkeys(step.frames):
                by.setdefault(frame, []).append(place)
        return tuple(self.one(number, frame, by[frame], zone) for frame in shown_of(finding))

    def one(self, number: int, frame: FrameRef, steps: Iterable[int], zone: tzinfo) -> ShownFrame:
        """One frame."""
        rows, row = self.result.case.evidence, self.of(frame)
        return ShownFrame(
            anchor=frame_anchor(number, frame),
            capture=self.result.case.captures[frame.capture].name,
            frame=frame.frame,
            time="" if row is None else clock(int(rows["time"][row]), zone),
            source="" if row is None else self.who(int(rows["eth_src"][row])),
            destination="" if row is None else self.who(int(rows["eth_dst"][row])),
            says="" if row is None else saying(rows, row),
            steps=tuple(steps),
        )

    def who(self, mac: int) -> str:
        """A MAC, with its node's name where that is known."""
        text = mac_text(mac)
        if text is None:
            return ""
        return "broadcast" if mac == MAC_BROADCAST else self.result.case.inventory.label(mac)
