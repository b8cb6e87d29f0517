"""A stretch of time, by which captures are left unread that have no frames in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from arpwatch_k8s.savefile.info import CaptureInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time, ns UTC, both ends included; None where it has no such end."""

    start: int | None = None
    end: int | None = None

    @property
    def is_whole(self) -> bool:
        """Whether it has no end."""
        return self.start is None and self.end is None

    def touches(self, info: CaptureInfo) -> bool:
        """Whether a capture has frames before its end and behind its start."""
        if self.is_whole:
            return True
        if info.first_ns is None or info.last_ns is None:
            return False
        return (self.end is None or info.first_ns <= self.end) and (self.start is None or info.last_ns >= self.start)


EVER: Final = Span()
