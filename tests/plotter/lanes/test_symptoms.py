"""Symptoms as marks."""

from arpwatch_k8s.correlator.cost.symptom import Symptom, SymptomKind
from arpwatch_k8s.plotter.lanes.symptoms import symptom_marks
from arpwatch_k8s.plotter.records import Mark
from arpwatch_k8s.plotter.scale import page_scale
from tests.plotter.results import FRAME, A, at, symptom

MINUTE = page_scale(at(0), at(60))


def marks(found: list[Symptom]) -> tuple[Mark, ...]:
    return symptom_marks(found, MINUTE, A, 0)


def test_symptoms_too_close_to_be_told_apart_are_one_mark_with_their_number_beside_it() -> None:
    found = [
        symptom(A, 1, kind=SymptomKind.ICMP_REDIRECT),
        symptom(A, 1.1, kind=SymptomKind.ICMP_REDIRECT),
        symptom(A, 30, kind=SymptomKind.ICMP_REDIRECT),
    ]
    assert [(mark.start, mark.end, mark.count, mark.label, mark.frame) for mark in marks(found)] == [
        (at(1), at(1.1), 2, "2", FRAME),
        (at(30), at(30), 1, "", FRAME),
    ]


def test_a_number_is_left_out_where_the_next_mark_is_in_its_place() -> None:
    found = [symptom(A, 1), symptom(A, 1.1), symptom(A, 1.9)]
    assert [(mark.count, mark.label) for mark in marks(found)] == [(2, ""), (1, "")]


def test_symptoms_outside_of_the_axis_are_not_drawn() -> None:
    assert marks([symptom(A, -1), symptom(A, 61)]) == ()
