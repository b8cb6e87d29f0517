"""Questions that nobody answers, and those whose answers are not to be seen."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, verdict
from tests.diagnosis.scripts import nobody, owned
from tests.savefiles import Timed

RULE = "vip-unanswered"


def test_questions_of_the_capturing_host_in_vain_are_the_cause(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *nobody(CAST), CAST.bystander(12))
    (finding,) = found(told, RULE)
    assert (told.outcome, told.cause, finding.severity) == (Outcome.ROOT_CAUSE, RULE, Severity.CRITICAL)
    assert "asked 6 times" in finding.summary
    assert "errno 113" in finding.summary


def test_questions_of_others_are_answered_unseen(tmp_path: Path) -> None:
    asked = [CAST.ask(10 + i, 2) for i in range(6)]
    told = verdict(tmp_path, CAST, *owned(CAST), *asked, *CAST.served(20, 40001))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_two_questions_and_then_an_answer_are_a_slow_answer(tmp_path: Path) -> None:
    asked = [CAST.ask(10), CAST.ask(11), CAST.ask(12), CAST.reply(12.5)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *asked, *CAST.served(20, 40001)), RULE) == []


def test_an_address_that_is_announced_and_does_not_answer_hints_at_a_filter(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *nobody(CAST), CAST.announce(12, 0)), RULE)
    assert "behind a filter" in finding.against[0]


def test_a_vip_that_only_questions_name_is_judged_when_it_was_asked_for(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *(CAST.ask(i) for i in range(6)), *talk())
    assert told.cause == RULE


def talk() -> list[Timed]:
    """The capturing host's talk with two nodes about the nodes' own addresses."""
    asked = [(CAST.ask(2 + n, of=CAST.nodes[n]), CAST.reply(2.001 + n, n, CAST.nodes[n])) for n in (0, 1)]
    return [frame for pair in asked for frame in pair]


def test_lost_frames_make_it_uncertain(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *nobody(CAST), drops=3), RULE)
    assert finding.confidence == Confidence.LOW


def test_questions_to_one_neighbor_in_vain_do_not_show_that_nobody_answers(tmp_path: Path) -> None:
    asked = [CAST.ask(10 + i, to=CAST.macs[0]) for i in range(3)]
    frames = [*owned(CAST), *asked, CAST.ask(13), CAST.reply(13.001, 1), *CAST.served(20, 40001, node=1)]
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []
