"""Claims as ticks, symptoms as marks."""

import pytest

from arpwatch_k8s.correlator.symptoms import REDIRECT
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, ARP_REQUEST, NA
from arpwatch_k8s.plotter.records import Form
from arpwatch_k8s.plotter.rug import form, marks, ticks
from arpwatch_k8s.plotter.scale import page_scale
from tests.plotter.results import A, B, at, claim, symptom

MINUTE = page_scale(at(0), at(60))


@pytest.mark.parametrize(
    ("kind", "opcode", "expected"),
    [
        (ARP_ANNOUNCEMENT, 1, Form.ANNOUNCEMENT_REQUEST),
        (ARP_ANNOUNCEMENT, 2, Form.ANNOUNCEMENT_REPLY),
        (ARP_REPLY, 2, Form.ANSWER),
        (ARP_REQUEST, 1, Form.ASKS),
        (NA, 0, Form.ADVERTISEMENT),
    ],
)
def test_the_form_of_a_claim_is_told_by_its_kind_and_opcode(kind: int, opcode: int, expected: Form) -> None:
    assert form(claim(A, 0, kind=kind, opcode=opcode)) is expected


def test_a_request_and_a_reply_at_one_instant_are_two_ticks() -> None:
    shown = ticks([claim(A, 1, opcode=1), claim(A, 1, opcode=2)], MINUTE)
    assert [(tick.form, tick.count) for tick in shown] == [
        (Form.ANNOUNCEMENT_REPLY, 1),
        (Form.ANNOUNCEMENT_REQUEST, 1),
    ]


def test_claims_too_close_to_be_told_apart_are_one_tick_that_counts_them() -> None:
    shown = ticks([claim(A, 1), claim(A, 1.01), claim(A, 1.02), claim(A, 5)], MINUTE)
    assert [(tick.start, tick.end, tick.count) for tick in shown] == [(at(1), at(1.02), 3), (at(5), at(5), 1)]


def test_claims_of_two_nodes_are_never_one_tick() -> None:
    shown = ticks([claim(A, 1), claim(B, 1.001)], MINUTE)
    assert [(tick.owner, tick.count) for tick in shown] == [(A, 1), (B, 1)]


def test_claims_outside_of_the_axis_are_not_drawn() -> None:
    assert ticks([claim(A, -1), claim(A, 61)], MINUTE) == ()


def test_symptoms_too_close_to_be_told_apart_are_one_mark_with_their_number_beside_it() -> None:
    found = [symptom(A, 1, kind=REDIRECT), symptom(A, 1.1, kind=REDIRECT), symptom(A, 30, kind=REDIRECT)]
    shown = marks(found, MINUTE, A, 0)
    assert [(mark.start, mark.end, mark.count, mark.label) for mark in shown] == [
        (at(1), at(1.1), 2, "2"),
        (at(30), at(30), 1, ""),
    ]


def test_a_number_is_left_out_where_the_next_mark_is_in_its_place() -> None:
    found = [symptom(A, 1), symptom(A, 1.1), symptom(A, 1.9)]
    assert [(mark.count, mark.label) for mark in marks(found, MINUTE, A, 0)] == [(2, ""), (1, "")]
