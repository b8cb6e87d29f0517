"""Counts and shares as people read them."""

from __future__ import annotations

from collections.abc import Sequence

from arpwatch_k8s.thresholds import NS


def plural(n: int, noun: str) -> str:
    """A count with its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def share(part: int, whole: int) -> str:
    """How many of the failures."""
    return f"{part} of the {whole} failures" if part < whole else f"all {plural(whole, 'failure')}"


def span(durations_ns: Sequence[int]) -> str:
    """The shortest and the longest of some durations."""
    low, high = seconds(min(durations_ns)), seconds(max(durations_ns))
    return low if low == high else f"{low} to {high}"


def seconds(ns: int) -> str:
    """A duration; below a tenth of a second in milliseconds."""
    return f"{ns / NS:.1f} s" if ns >= NS // 10 else f"{ns / 1e6:.1f} ms"


def listed(names: Sequence[str]) -> str:
    """Names, the last one behind "and"."""
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)
