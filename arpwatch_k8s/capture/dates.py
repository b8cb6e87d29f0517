"""Which sources have times that can be held against each other: printed frames may have no dates."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.capture.source import Source
from arpwatch_k8s.capture.sources import Sources
from arpwatch_k8s.capture.text.stamps import Calendar
from arpwatch_k8s.savefile.info import Skipped

ONLY_PASSED: Final = "its times say what passed, and those of the others when: print it with -tttt (tshark: -t ad)"
NO_DATE: Final = "its times have no date, and those of the others have one: name the day of its first line with --date"
ALONE: Final = "its times say what passed since its own first frame, as others do since theirs: print all with -tttt"


def comparable(found: Sources, calendar: Calendar) -> Sources:
    """The sources whose times can be held against each other: without printed frames that have no date, where others
    have one and the user named none; of prints that say what passed only, one alone."""
    reasons = {one.path: reason for one in found.sources if (reason := dateless(one, calendar))}
    counts = [one.path for one in found.sources if reasons.get(one.path) == ONLY_PASSED]
    if len(counts) == len(found.sources):
        reasons = dict.fromkeys(counts[1:], ALONE)
    elif len(reasons) == len(found.sources):
        reasons = dict.fromkeys(counts, ONLY_PASSED)
    if not reasons:
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
        return ONLY_PASSED
    return NO_DATE if calendar.day is None else ""
