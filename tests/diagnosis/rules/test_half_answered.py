"""One form of questions in vain, the other answered, by turns; and what only looks like it."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import OVER_IPV6, Cast, found, verdict
from tests.diagnosis.cast import USUAL as CAST
from tests.savefiles import Timed

RULE = "half-answered"


def alone(cast: Cast, seconds: float) -> list[Timed]:
    """A question to the owner alone, and its answer."""
    return [cast.ask(seconds, to=cast.macs[0]), cast.reply(seconds + 0.001)]


def vain(cast: Cast, seconds: float) -> list[Timed]:
    """Three questions to all, as a kernel asks that is not answered."""
    return [cast.ask(seconds + 1.024 * i) for i in range(3)]


def filtered(cast: Cast, *, turns: int = 3) -> list[Timed]:
    """An owner that multicast or broadcast does not reach; whoever knows its MAC goes on."""
    frames = [cast.announce(0), *cast.served(1, 40000)]
    for number in range(turns):
        frames += [*alone(cast, 10 + 20 * number), *vain(cast, 20 + 20 * number)]
    return [*frames, *cast.served(80, 40001)]


def test_an_owner_that_only_answers_what_it_alone_is_asked_is_not_reached_by_the_others(tmp_path: Path) -> None:
    for cast in (CAST, OVER_IPV6):
        told = verdict(tmp_path, cast, *filtered(cast))
        (finding,) = found(told, RULE)
        assert (told.cause, finding.severity, finding.confidence) == (RULE, Severity.CRITICAL, Confidence.HIGH)
        assert found(told, "vip-unanswered") == []
        assert ("MLD snooping" in finding.remedy) == ("arping" not in finding.confirm) == cast.is_v6


def test_an_owner_that_only_answers_questions_to_all_does_no_harm(tmp_path: Path) -> None:
    frames = [CAST.announce(0), *CAST.served(1, 40000)]
    for number in range(3):
        frames += [CAST.ask(20 + 20 * number + i, to=CAST.macs[0]) for i in range(3)]
        frames += [CAST.ask(23 + 20 * number), CAST.reply(23.001 + 20 * number)]
    told = verdict(tmp_path, CAST, *frames, *CAST.served(80, 40001))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.severity) == (None, Severity.INFO)
    assert "switch" in finding.remedy


def test_an_owner_that_was_gone_for_a_while_answered_neither_form(tmp_path: Path) -> None:
    gone = [*vain(CAST, 20), *(CAST.ask(30 + i, to=CAST.macs[0]) for i in range(3)), *vain(CAST, 40)]
    frames = [CAST.announce(0), *CAST.served(1, 40000), *alone(CAST, 10), *gone, *alone(CAST, 60)]
    assert found(verdict(tmp_path, CAST, *frames, *CAST.served(80, 40001)), RULE) == []


def test_a_form_that_is_answered_once_is_no_form(tmp_path: Path) -> None:
    frames = [*filtered(CAST), CAST.ask(75), CAST.reply(75.001)]
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def test_a_single_loss_is_none(tmp_path: Path) -> None:
    frames = [CAST.announce(0), *CAST.served(1, 40000), CAST.ask(20), *alone(CAST, 30), CAST.ask(40)]
    assert found(verdict(tmp_path, CAST, *frames, *CAST.served(80, 40001)), RULE) == []


def test_where_answers_to_the_asker_are_unseen_nothing_is_said(tmp_path: Path) -> None:
    unseen = [CAST.ask(20 + 20 * n + 2 * i, 2, to=CAST.macs[0]) for n in range(3) for i in range(3)]
    frames = [CAST.announce(0), *CAST.served(1, 40000), *unseen, *CAST.served(80, 40001)]
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def test_fewer_turns_and_lost_frames_make_it_less_sure(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *filtered(CAST, turns=2)), RULE)
    assert finding.confidence == Confidence.MEDIUM
    (finding,) = found(verdict(tmp_path, CAST, *filtered(CAST), drops=3), RULE)
    assert finding.confidence == Confidence.LOW
