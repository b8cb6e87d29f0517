"""Wireshark's display filters for the frames that a finding cites."""

from __future__ import annotations

from collections.abc import Iterable

from arpwatch_k8s.evidence.reference import FrameRef


def display_filters(references: Iterable[FrameRef]) -> dict[int, str]:
    """By capture (its index), the filter that shows its frames among the references."""
    numbers: dict[int, set[int]] = {}
    for reference in references:
        numbers.setdefault(reference.capture, set()).add(reference.frame)
    return {capture: f"frame.number in {{{', '.join(map(str, sorted(mine)))}}}" for capture, mine in numbers.items()}
