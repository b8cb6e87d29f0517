"""How to show the frames that a finding cites: Wireshark's display filters, or sed for lines that were printed."""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Sequence

from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.savefile.info import CaptureInfo


def display_filters(references: Iterable[FrameRef], captures: Sequence[CaptureInfo]) -> dict[int, str]:
    """By capture (its index), the filter that shows its frames among the references; of printed frames the command."""
    numbers: dict[int, set[int]] = {}
    for reference in references:
        numbers.setdefault(reference.capture, set()).add(reference.frame)
    return {capture: shown_by(captures[capture], sorted(mine)) for capture, mine in numbers.items()}


def shown_by(info: CaptureInfo, numbers: Sequence[int]) -> str:
    """What shows some frames of a capture."""
    if info.printed is None:
        return f"frame.number in {{{', '.join(map(str, numbers))}}}"
    return f"sed -n '{';'.join(f'{number}p' for number in numbers)}' {shlex.quote(info.path)}"
