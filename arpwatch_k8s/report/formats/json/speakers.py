"""Which programs announced."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.report.formats.json.fields import filled, named
from arpwatch_k8s.report.tables.column import Column, text
from arpwatch_k8s.report.tables.ownership.speakers import HEARD, WHO, OfSpeaker
from arpwatch_k8s.report.tables.rows import view_name
from arpwatch_k8s.speakers.speaker import CREDIBLE
from arpwatch_k8s.wording.value import JsonValue

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.speakers import Candidate, Speaker


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakerRow:
    """One speaker, with all its candidates; the table has a row a candidate."""

    result: Result
    """What names and captures are looked up in."""
    speaker: Speaker
    """Who spoke."""


SAID: Final[dict[str, Column[OfSpeaker]]] = {
    **named(WHO, "vip", "segment"),
    "view": text("view", "the capture, or the captures merged", lambda row: view_name(row.result, row.speaker.view)),
    **named(WHO, "mac", "node"),
    **named(HEARD, "announcements", "first", "last"),
}
"""Who said how much when; the candidates follow."""
SHOWN: Final = named(HEARD, "facts", "frames")
"""What shows it, behind the candidates."""


def speaker(result: Result, item: Speaker) -> JsonValue:
    """One program's part in what a MAC said of a VIP; candidates, the likeliest first: the best, and those that must be
    reckoned with besides. A program that is named at a lower score says nothing but that it exists."""
    row = SpeakerRow(result=result, speaker=item)
    candidates: list[JsonValue] = [
        candidate(each) for each in item.candidates if each is item.best or each.score >= CREDIBLE
    ]
    return {**filled(SAID, row), "candidates": candidates, **filled(SHOWN, row)}


def candidate(item: Candidate) -> JsonValue:
    """A program that may have spoken."""
    return {"program": item.program, "name": item.name, "score": round(item.score, 3)}
