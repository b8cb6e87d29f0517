"""How bad, and how sure: what every room grades by."""

from enum import StrEnum
from typing import Final


class Severity(StrEnum):
    """How bad it is; ordered by `rank`."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for info, rising."""
        return SEVERITIES[self]


class Confidence(StrEnum):
    """How sure the rule is; ordered by `rank`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def rank(self) -> int:
        """0 for low, rising."""
        return CONFIDENCES[self]


SEVERITIES: Final = {grade: rank for rank, grade in enumerate(Severity)}
CONFIDENCES: Final = {grade: rank for rank, grade in enumerate(Confidence)}
"""The rank of each."""
