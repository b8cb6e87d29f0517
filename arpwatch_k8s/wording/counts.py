"""Counts and shares as people read them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from arpwatch_k8s.thresholds import NS


def plural(n: int, noun: str) -> str:
    """A count with its noun."""
    return f"{n:,} {noun}" if n == 1 else f"{n:,} {noun}s"


def times(n: int) -> str:
    """How often."""
    return "once" if n == 1 else "twice" if n == 2 else f"{n:,} times"


def share(part: int, whole: int) -> str:
    """How many of the failures."""
    if part < whole:
        return f"{part:,} of the {whole:,} failures"
    return "the only failure" if whole == 1 else f"all {whole:,} failures"


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


NOT_SHOWN: Final = 0
"""What stands for a TTL that a print leaves out: no frame comes with it."""
INITIAL_TTLS = (64, 128, 255)


def distance(ttls: Collection[int], did: str) -> str:
    """What the TTLs of frames say of who sent them; nothing where they differ. `did`: what it did."""
    if len(ttls) != 1 or NOT_SHOWN in ttls:
        return ""
    (ttl,) = ttls
    if ttl in INITIAL_TTLS:
        return f", with TTL {ttl}: the node itself {did}"
    if ttl + 1 in INITIAL_TTLS:
        return f", with TTL {ttl}: a pod behind the node {did}, one hop further"
    if ttl + 2 in INITIAL_TTLS:
        return f", with TTL {ttl}: a pod on another node {did}, two hops further"
    return f", with TTL {ttl}"


def interval(low: float, high: float) -> str:
    """Shares between which something lies; the unit stands once."""
    return f"{percent(low).removesuffix(' %')} to {percent(high)}"


def percent(share: float) -> str:
    """A share with two digits that count."""
    value = share * 100
    if value >= 9.95 or value == 0:
        return f"{value:.0f} %"
    return f"{value:.1f} %" if value >= 0.095 else f"{value:.2g} %"
