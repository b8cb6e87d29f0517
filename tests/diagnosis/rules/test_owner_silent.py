"""An owner that is gone, and one that only seems so."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict, why_not
from tests.diagnosis.scripts import silent
from tests.savefiles import Timed

RULE = "owner-silent"
EITHER = [("no-local-endpoint", Confidence.LOW), (RULE, Confidence.LOW)]
"""What may be where SYNs are lost and nothing tells whether the owner lived."""


def test_an_owner_of_which_nothing_comes_until_another_takes_over_is_the_cause(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *silent(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, told.vip_cleared) == (RULE, False)
    assert (finding.severity, finding.confidence, finding.failed) == (Severity.CRITICAL, Confidence.HIGH, 2)
    assert any("3 questions to it alone had no answer" in step.text for step in finding.because)
    assert any("another node claimed the VIP" in step.text for step in finding.because)


def test_that_the_capture_lost_frames_speaks_against_it(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *silent(CAST), drops=5), RULE)
    assert finding.confidence == Confidence.LOW
    assert "lost 5 frames" in finding.against[0]


def test_vain_syns_alone_tell_neither_a_dead_owner_nor_one_that_drops_them(tmp_path: Path) -> None:
    frames = [*owned(CAST), *CAST.lost(5, 41000), CAST.bystander(6), *CAST.served(30, 40001)]
    told = verdict(tmp_path, CAST, *frames)
    assert (told.outcome, told.cause) == (Outcome.SYMPTOMS_UNEXPLAINED, None)
    assert [(one.rule, one.confidence) for one in told.candidates] == EITHER
    (finding,) = found(told, RULE)
    assert "no-local-endpoint" in finding.missing[0]


def test_where_nobody_else_was_heard_either_the_hosts_own_link_may_be_down(tmp_path: Path) -> None:
    asked = [CAST.ask(10 + i, to=CAST.macs[0]) for i in range(3)]
    frames = [*owned(CAST), *CAST.lost(5, 41000), *asked, *CAST.served(30, 40001)]
    (finding,) = found(verdict(tmp_path, CAST, *frames), RULE)
    assert finding.confidence == Confidence.LOW
    assert "own link" in finding.missing[0]


def test_an_owner_that_comes_back_was_gone_until_it_announced_itself(tmp_path: Path) -> None:
    asked = [CAST.ask(10 + i, to=CAST.macs[0]) for i in range(3)]
    frames = [*owned(CAST), *CAST.lost(5, 41000), *CAST.lost(7, 41001), *asked, CAST.bystander(12)]
    told = verdict(tmp_path, CAST, *frames, CAST.announce(15), *CAST.served(16, 40001))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.confidence, finding.failed) == (RULE, Confidence.HIGH, 2)
    assert "until it came back" in finding.summary


def test_an_answer_belongs_to_its_question_and_ends_the_silence(tmp_path: Path) -> None:
    asked = [CAST.ask(10, to=CAST.macs[0]), CAST.reply(10.001)]
    told = verdict(tmp_path, CAST, *owned(CAST), *CAST.lost(5, 41000), *asked, *CAST.served(12, 40001))
    assert (told.outcome, told.cause) == (Outcome.SYMPTOMS_UNEXPLAINED, None)
    assert [(one.rule, one.confidence) for one in told.candidates] == EITHER
    (finding,) = found(told, RULE)
    assert "left 3 SYNs without a word: it may have been gone" in finding.summary
    assert not any("question" in step.text for step in finding.because)


def test_what_the_new_owner_was_asked_says_nothing_of_the_old(tmp_path: Path) -> None:
    frames = [*owned(CAST), *CAST.lost(5, 41000), CAST.announce(8.5, 1), *CAST.served(9, 40001, node=1)]
    asked = [CAST.ask(20 + i, to=CAST.macs[1]) for i in range(2)]
    told = verdict(tmp_path, CAST, *frames, *asked)
    assert found(told, RULE) == []


def test_an_answered_question_within_the_outage_is_life_for_all_of_it(tmp_path: Path) -> None:
    lost = [frame for i in range(8) for frame in CAST.lost(5 + 2.5 * i, 41000 + i)]
    asked = [CAST.ask(14, to=CAST.macs[0]), CAST.reply(14.001)]
    told = verdict(tmp_path, CAST, *owned(CAST), *lost, *asked, CAST.bystander(20), *CAST.served(40, 40001))
    assert found(told, RULE) == []
    (finding,) = found(told, "no-local-endpoint")
    assert (told.cause, finding.failed) == ("no-local-endpoint", 8)


def chatty(until: float) -> list[Timed]:
    """The owner's questions for another host, each second from 0.5 s on."""
    return [CAST.ask(0.5 + i, 0, of=CAST.other) for i in range(round(until))]


def test_a_silence_that_it_never_keeps_otherwise_shows_that_it_is_gone(tmp_path: Path) -> None:
    lost = [*CAST.lost(40, 41000), *CAST.lost(42, 41001), CAST.bystander(44)]
    frames = [*owned(CAST), *chatty(39), *lost, CAST.announce(50, 1), *CAST.served(51, 40001, node=1)]
    told = verdict(tmp_path, CAST, *frames)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.confidence, finding.failed) == (RULE, Confidence.HIGH, 2)
    assert any("never quiet for longer than 1.0 s" in step.text for step in finding.because)


def test_an_owner_that_sends_anything_meanwhile_is_not_gone(tmp_path: Path) -> None:
    alive = CAST.ask(6, 0, of=CAST.client)
    told = verdict(tmp_path, CAST, *owned(CAST), *CAST.lost(5, 41000), alive, *CAST.served(30, 40001))
    assert found(told, RULE) == []
    assert "was heard meanwhile" in why_not(told, RULE)


def test_payload_of_open_connections_is_a_sign_of_life(tmp_path: Path) -> None:
    alive = [*CAST.opened(3, 42000), CAST.back(6.5, "PA", 42000, 9501, 1201, data=100)]
    told = verdict(tmp_path, CAST, *owned(CAST), *alive, *CAST.lost(5, 41000), *CAST.served(30, 40001))
    assert found(told, RULE) == []


def test_a_single_lost_syn_accuses_nobody(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *owned(CAST), CAST.send(5, "S", 41000, 1000), *CAST.served(30, 40001))
    assert found(told, RULE) == []
    assert "a single SYN was lost" in why_not(told, RULE)


def test_syns_to_an_old_owner_are_not_its_silence(tmp_path: Path) -> None:
    moved = [CAST.announce(3, 1), *CAST.served(3.5, 42000, node=1), *CAST.lost(10, 41000), CAST.bystander(11)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *moved), RULE) == []


def test_before_a_takeover_lost_syns_alone_are_a_slow_handover(tmp_path: Path) -> None:
    frames = [*owned(CAST), *CAST.lost(5, 41000), *CAST.lost(6, 41001), CAST.bystander(7)]
    told = verdict(tmp_path, CAST, *frames, CAST.announce(20, 1), *CAST.served(21, 40001, node=1))
    assert (told.cause, found(told, RULE)) == ("handover-slow", [])


def kept(*, again: bool) -> list[Timed]:
    """A connection through the owner that stays open; its next request is sent once, or again and again."""
    request = [CAST.send(6.5 + wait, "PA", 42000, 1201, 9501, data=100) for wait in ((0, 1, 3) if again else (0,))]
    return [*CAST.opened(3, 42000), *request]


def test_before_a_takeover_requests_that_are_sent_again_in_vain_tell_a_gone_owner(tmp_path: Path) -> None:
    frames = [*owned(CAST), *CAST.lost(5, 41000), *CAST.lost(6, 41001), CAST.bystander(7)]
    frames += [CAST.announce(20, 1), *CAST.served(21, 40001, node=1)]
    told = verdict(tmp_path, CAST, *frames, *kept(again=True))
    (finding,) = found(told, RULE)
    assert told.cause == RULE
    assert any("1 open connection requests" in step.text for step in finding.because)
    assert found(verdict(tmp_path, CAST, *frames, *kept(again=False)), RULE) == []


def used(*, again: bool) -> list[Timed]:
    """A connection through the owner with a request each 0.4 s from 3 s to 31 s, one of them sent again."""
    frames = CAST.opened(3, 42000)
    for i in range(70):
        asked, told = 1201 + 100 * i, 9501 + 100 * i
        frames += [CAST.send(3.4 + 0.4 * i, "PA", 42000, asked, told, data=100)]
        frames += [CAST.back(3.401 + 0.4 * i, "PA", 42000, told, asked + 100, data=100)]
    return [*frames, *([CAST.send(3.402, "PA", 42000, 1201, 9501, data=100)] if again else [])]


def test_a_connection_that_is_served_all_the_time_is_a_sign_of_life(tmp_path: Path) -> None:
    frames = [*owned(CAST), *CAST.lost(5, 41000), *CAST.lost(6, 41001), CAST.bystander(7), *CAST.served(30, 40001)]
    told = verdict(tmp_path, CAST, *frames, *used(again=False))
    assert (told.cause, found(told, RULE)) == ("no-local-endpoint", [])
    # where a request was sent twice, it may have been in a silence
    told = verdict(tmp_path, CAST, *frames, *used(again=True))
    assert (told.outcome, told.cause) == (Outcome.SYMPTOMS_UNEXPLAINED, None)
    assert [(one.rule, one.confidence) for one in told.candidates] == EITHER
