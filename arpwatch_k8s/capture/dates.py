"""Which sources have times that can be held against each other: printed frames may have no dates."""

from __future__ import annotations

from arpwatch_k8s.capture.sources import Source, Sources
from arpwatch_k8s.capture.text.stamps import Calendar
from arpwatch_k8s.savefile.info import Skipped


def comparable(found: Sources, calendar: Calendar) -> Sources:
    """The sources whose times can be held against each other: without printed frames of no date, where others have one
    and the user named none."""
    reasons = {one.path: reason for one in found.sources if (reason := dateless(one, calendar))}
    if not reasons or len(reasons) == len(found.sources):
        return found
    return Sources(
        sources=tuple(one for one in found.sources if one.path not in reasons),
        skipped=(*found.skipped, *(Skipped(path=path, reason=reason) for path, reason in reasons.items())),
    )


def dateless(source: Source, calendar: Calendar) -> str:
    """Why the times of a source stand in no relation to those of others; nothing where they do."""
    if source.printed is None or not source.printed.dateless:
        return ""
    if source.printed.stamp.is_count:
        return "its times say what passed, and those of the others when: print it with -tttt (tshark: -t ad)"
    if calendar.day is None:
        return "its times have no date, and those of the others have one: name the day of its first line with --date"
    return ""
