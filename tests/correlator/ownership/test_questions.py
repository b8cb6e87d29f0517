"""Which claims answer which question."""

import numpy as np

from arpwatch_k8s.correlator.ownership.claims import Claim, Claims
from arpwatch_k8s.correlator.ownership.questions import answers, doubled, unanswered
from arpwatch_k8s.evidence.row import MAC_BROADCAST
from arpwatch_k8s.thresholds import DEFAULTS, NS
from tests.correlator.conversation import ASKER, HOST, A, B, claim, questions, reply


def test_an_answer_belongs_to_the_askers_last_question_before_it() -> None:
    said = Claims.of([reply(1.1, A), reply(2.1, A), reply(2.2, A, peer=ASKER + 1), claim(2.3, A)])
    which, question = answers(said, questions(1, 2), DEFAULTS)
    assert (which.tolist(), question.tolist()) == ([0, 1], [0, 1])


def test_an_answer_before_any_question_or_long_after_it_is_none() -> None:
    which, _ = answers(Claims.of([reply(0.5, A), reply(5, A)]), questions(1), DEFAULTS)
    assert which.tolist() == []


def test_a_probe_that_one_neighbor_answers_does_not_part_what_two_answer() -> None:
    asked = questions(1, 2, 3)
    asked["to_all"] = [True, False, True]
    said = Claims.of([reply(1.1, A), reply(1.2, B), reply(2.1, A), reply(3.1, A), reply(3.2, B)])
    assert [(d.start, d.end) for d in doubled(said, asked, DEFAULTS)] == [(1_100_000_000, 3_200_000_000)]


def test_several_answers_by_one_owner_are_no_double() -> None:
    assert doubled(Claims.of([reply(1.1, A), reply(1.2, B, owner=A)]), questions(1), DEFAULTS) == []


def vain(*times: float, said: list[Claim] | None = None) -> list[tuple[float, float, int]]:
    found = unanswered(Claims.of(said or []), questions(*times), {HOST}, DEFAULTS)
    return [(one.start / NS, one.end / NS, len(one.frames)) for one in found]


def test_three_questions_over_two_seconds_without_an_answer_are_a_symptom() -> None:
    assert vain(1, 2.02, 3.05) == [(1, 3.05, 3)]


def test_two_questions_or_three_at_once_are_none() -> None:
    assert vain(1, 2.02) == []
    assert vain(1, 1.5, 2) == []


def test_an_answer_parts_questions() -> None:
    assert vain(1, 2.02, 3.05, 4.1, said=[reply(2.03, A)]) == []
    assert vain(1, 2, 3, 4, 5, 6, said=[reply(3.01, A)]) == [(4, 6, 3)]


def test_questions_far_apart_are_not_in_a_row() -> None:
    assert vain(1, 100, 200, 300) == []


def test_the_kernels_pace_tells_vain_questions_of_any_host() -> None:
    (one,) = unanswered(Claims.of([]), questions(1, 2.02, 3.05), {A}, DEFAULTS)
    assert (one.mac, one.here, len(one.frames)) == (HOST, False, 3)
    assert unanswered(Claims.of([]), questions(1, 2.02, 4), {A}, DEFAULTS) == []


def test_a_program_that_asks_each_second_whatever_it_hears_tells_nothing() -> None:
    asked = questions(1, 2, 3, 4)
    asked["target_mac"] = MAC_BROADCAST
    assert unanswered(Claims.of([]), asked, {A}, DEFAULTS) == []


def test_a_host_that_sends_to_the_address_meanwhile_was_answered() -> None:
    sent = {HOST: np.array([round(2.5 * NS)])}
    assert unanswered(Claims.of([]), questions(1, 2, 3), {A}, DEFAULTS, sent) == []


def test_a_probe_for_an_address_is_no_vain_question() -> None:
    asked = questions(1, 2.02, 3.05)
    asked["probe"] = True
    assert unanswered(Claims.of([]), asked, {HOST}, DEFAULTS) == []
