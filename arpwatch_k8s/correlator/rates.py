"""Shares of attempts that failed, and how sure they are."""

from math import sqrt
from typing import Final

Z95: Final = 1.959963984540054
"""The normal deviate that leaves 2.5 % on either side."""


def wilson(failed: int, attempts: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson, JASA 22, 1927); (0, 1) without attempts."""
    if attempts == 0:
        return 0.0, 1.0
    share, square = failed / attempts, Z95 * Z95
    center = (share + square / (2 * attempts)) / (1 + square / attempts)
    half = Z95 / (1 + square / attempts) * sqrt(share * (1 - share) / attempts + square / (4 * attempts**2))
    return (0.0 if failed == 0 else center - half), (1.0 if failed == attempts else center + half)
