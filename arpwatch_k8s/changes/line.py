"""A change as a line for people."""

from __future__ import annotations

from datetime import tzinfo

from arpwatch_k8s.changes.change import Change, subject
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import clock


def line(change: Change, zone: tzinfo) -> str:
    """Time of day in `zone`, the VIP where it is about one, and what happened; safe for a terminal."""
    vip = subject(change).vip
    about = f"{vip}  " if vip else ""
    return plain(f"{clock(change.time, zone)}  {about}{change.text}")
