"""A speaker's candidates, by family."""

import numpy as np

from arpwatch_k8s.evidence.segment import Segment
from arpwatch_k8s.speakers.signatures import BY_ID
from arpwatch_k8s.speakers.speaker import Candidate, Speaker


def speaker(scores: dict[str, float], *times: int, adverts: int = 0) -> Speaker:
    """Of programs with their scores, announcing at some times."""
    told = [
        Candidate(
            program=known.id,
            name=known.name,
            family=known.family,
            score=score,
            controller=known.controller,
            manages=known.manages,
        )
        for known, score in ((BY_ID[program], score) for program, score in scores.items())
    ]
    return Speaker(
        vip="192.0.2.80",
        segment=Segment(0, 0, 0),
        view=0,
        mac=1,
        owner=1,
        candidates=tuple(told),
        announcements=len(times),
        times=np.array(times, np.int64),
        adverts=adverts,
        asked=0,
        answered=0,
        facts=(),
        frames=(),
    )


def test_programs_of_one_family_count_together() -> None:
    found = speaker({"metallb": 0.45, "pacemaker": 0.3, "pacemaker-libnet": 0.15, "arping": 0.1})
    assert found.best.program == "metallb"
    assert round(found.score("pacemaker"), 2) == 0.45
    assert found.families == ("metallb", "pacemaker")


def test_who_only_answered_did_not_speak() -> None:
    assert not speaker({"linux": 1}).spoke
    assert speaker({"keepalived": 1}, adverts=3).spoke
    assert speaker({"linux": 1}, 5).spoke


def test_its_first_and_last_announcement_are_none_where_there_is_none() -> None:
    assert (speaker({"linux": 1}, 5, 9).first, speaker({"linux": 1}, 5, 9).last) == (5, 9)
    assert (speaker({"linux": 1}).first, speaker({"linux": 1}).last) == (None, None)
