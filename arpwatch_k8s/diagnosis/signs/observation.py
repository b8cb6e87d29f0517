"""What a sign answers: seen, not seen though it would have been, or not to be seen from here.

That nothing was seen is worth something only with its exposure: how many questions, frames or seconds would have shown
it. Where nothing could have been seen it is no argument at all, for or against anything.
"""

from __future__ import annotations

from dataclasses import dataclass

from arpwatch_k8s.evidence.reference import FrameRef


@dataclass(frozen=True, slots=True)
class Seen:
    """It is there, and these frames show it."""

    frames: tuple[FrameRef, ...]
    """Some of the frames, in order."""
    detail: str = ""
    """What they show, in words."""


@dataclass(frozen=True, slots=True)
class Unseen:
    """It is not there, and this capture would have shown it."""

    exposure: str
    """What would have shown it: how many of what."""
    frames: tuple[FrameRef, ...] = ()
    """Some of the frames that would have."""


@dataclass(frozen=True, slots=True)
class Blind:
    """This capture cannot show it."""

    why: str
    """What hides it."""


Observation = Seen | Unseen | Blind
