"""The table of speakers: which programs each may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Protocol

from arpwatch_k8s.report.tables.column import Column, frames, integer, mac, share, text, texts, time
from arpwatch_k8s.report.tables.rows import node_name, segment, vip
from arpwatch_k8s.report.tables.table import RowTable

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.speakers import Candidate, Speaker


class OfSpeaker(Protocol):
    """What the columns of a speaker are got from."""

    @property
    def result(self) -> Result:
        """What names and captures are looked up in."""

    @property
    def speaker(self) -> Speaker:
        """Who spoke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateRow:
    """One candidate of a speaker."""

    result: Result
    """What names and captures are looked up in."""
    place: int
    """The speaker's number, from 0."""
    speaker: Speaker
    """Who spoke."""
    candidate: Candidate
    """A program that may have."""


def speakers(result: Result) -> Iterator[CandidateRow]:
    """Candidate programs of each speaker."""
    return (
        CandidateRow(result=result, place=place, speaker=speaker, candidate=candidate)
        for place, speaker in enumerate(result.case.speakers)
        for candidate in speaker.candidates
    )


WHO: Final[tuple[Column[OfSpeaker], ...]] = (
    vip(lambda row: row.speaker.vip),
    segment(lambda row: row.speaker.segment),
    mac("mac", "the speaker's MAC", lambda row: row.speaker.mac),
    text("node", "its name", lambda row: node_name(row.result, row.speaker.owner)),
)
HEARD: Final[tuple[Column[OfSpeaker], ...]] = (
    integer("announcements", "announcements it was told by", lambda row: row.speaker.announcements),
    time("first", "its first announcement; NaT where it only answered", lambda row: row.speaker.first),
    time("last", "the last", lambda row: row.speaker.last),
    texts("facts", "what was observed of it", lambda row: row.speaker.facts),
    frames("frames", "the frames used", lambda row: row.speaker.frames),
)
SPEAKERS: Final[RowTable[CandidateRow]] = RowTable(
    name="speakers",
    row="a candidate program of a speaker (a MAC that claims a VIP), the likeliest first",
    columns=(
        integer("speaker", "numbers the speakers; rows of one are its candidates", lambda row: row.place),
        *WHO,
        text("program", "the candidate's id", lambda row: row.candidate.program),
        text("name", "its name for people", lambda row: row.candidate.name),
        share("score", "0 to 1; of one speaker they sum up to 1", lambda row: row.candidate.score),
        *HEARD,
    ),
    rows=speakers,
)
