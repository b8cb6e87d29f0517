"""What is to be recorded, and how much of it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arpwatch_k8s.thresholds import NS

BEFORE_NS: Final = 60 * NS
AFTER_NS: Final = 30 * NS
KEEP: Final = 50
KEEP_BYTES: Final = 1 << 30
LONGEST_NS: Final = 3600 * NS
"""Before and after: what comes long before or after an incident is another story."""
LEAST_KEEP_BYTES: Final = 1 << 20
MOST_BYTES: Final = 256 << 20
"""Of one recording: ten seconds of the worst storm, hours of a busy proxy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recordings:
    """Where incidents are recorded, and how."""

    folder: Path
    """Where the files are."""

    before_ns: int = BEFORE_NS
    """How long before an incident its recording begins, ns."""

    after_ns: int = AFTER_NS
    """How long after it, it ends, ns."""

    keep: int = KEEP
    """How many recordings are kept, the newest."""

    keep_bytes: int = KEEP_BYTES
    """How many bytes they may have in all, with their reports."""

    reports: bool = True
    """Whether each gets a report."""

    @property
    def most_bytes(self) -> int:
        """How many bytes one may have."""
        return min(MOST_BYTES, self.keep_bytes)
