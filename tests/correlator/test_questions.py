"""Which claims answer which question."""

from arpwatch_k8s.correlator.claims import Claims
from arpwatch_k8s.correlator.questions import answers, doubled
from arpwatch_k8s.thresholds import DEFAULTS
from tests.correlator.conversation import ASKER, A, B, claim, questions, reply


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
