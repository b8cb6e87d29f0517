"""What a symptom did to the attempt that it belongs to."""

from dataclasses import replace

import pytest

from arpwatch_k8s.correlator.cost.symptom import Symptom, SymptomKind
from arpwatch_k8s.evidence.reference import FrameRef
from arpwatch_k8s.evidence.segment import Segment
from tests.correlator.connections.test_connection import connection

END = FrameRef(0, 9)
ENDED = replace(connection("unreachable"), end=50, end_frame=END)
ANSWERED = replace(connection("ok"), answer_time=20, end=80, end_frame=END)


def symptom(time: int, frame: FrameRef = FrameRef(0, 7), kind: str = "icmp_unreachable") -> Symptom:  # noqa: B008 - frozen
    """A message of some time."""
    return Symptom(time=time, kind=SymptomKind(kind), vip=0, segment=Segment(0, 0, 0), mac=1, source=2, frame=frame)


@pytest.mark.parametrize(
    ("found", "effect"),
    [
        (symptom(30), None),
        (replace(symptom(50, END), attempt=ENDED), "ended"),
        (replace(symptom(60), attempt=ENDED), "after_end"),
        (replace(symptom(30), attempt=ENDED), "pending"),
        (replace(symptom(30), attempt=ANSWERED), "after_answer"),
        (replace(symptom(90), attempt=ANSWERED), "after_answer"),
        (replace(symptom(0, FrameRef(0, 1), "syn_unanswered"), attempt=connection("unanswered")), "ended"),
    ],
    ids=["of none", "its end", "behind its end", "before it", "behind the answer", "behind both", "its first SYN"],
)
def test_the_first_terminal_frame_ended_it_and_others_came_too_late_or_too_early(
    found: Symptom, effect: str | None
) -> None:
    assert found.effect == effect
