"""Connections that are accepted and never answered, and those that nobody used."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict, why_not
from tests.diagnosis.hangs import busy, in_vain, unheard
from tests.diagnosis.scripts import hung
from tests.savefiles import NS

RULE = "stalled"


def test_a_request_that_is_acknowledged_and_never_answered_is_a_hung_backend(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *hung(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, told.vip_cleared, finding.failed) == (RULE, True, 2)
    assert "took the request" in finding.summary
    assert "workers" in finding.remedy


def test_a_request_that_is_never_acknowledged_is_lost_on_the_way(tmp_path: Path) -> None:
    lost = [
        CAST.send(5, "S", 41000, 1000),
        CAST.back(5.001, "SA", 41000, 9000, 1001),
        CAST.send(5.002, "PA", 41000, 1001, 9001, data=1400),
        CAST.send(5.3, "PA", 41000, 1001, 9001, data=1400),
        CAST.send(15, "FA", 41000, 2401, 9001),
    ]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *lost), RULE)
    assert "never acknowledged" in finding.summary
    assert "MTU" in finding.remedy


def test_connections_that_the_client_never_used_are_not_stalled(tmp_path: Path) -> None:
    idle = [
        CAST.send(5, "S", 41000, 1000),
        CAST.back(5.001, "SA", 41000, 9000, 1001),
        CAST.send(5.002, "A", 41000, 1001, 9001),
        CAST.send(15, "FA", 41000, 1001, 9001),
        CAST.back(15.001, "FA", 41000, 9001, 1002),
    ]
    told = verdict(tmp_path, CAST, *owned(CAST), *idle)
    assert found(told, RULE) == []
    assert "opened ahead of need" in why_not(told, RULE)


def test_a_slow_answer_is_an_answer(tmp_path: Path) -> None:
    slow = [
        *CAST.served(5, 41000)[:3],
        CAST.back(25, "PA", 41000, 9001, 1201, data=500),
        CAST.send(25.1, "FA", 41000, 1201, 9501),
    ]
    told = verdict(tmp_path, CAST, *owned(CAST), *slow)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_lost_frames_make_it_uncertain(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *hung(CAST), drops=3), RULE)
    assert finding.confidence == Confidence.LOW


def test_a_check_that_hangs_up_at_once_is_not_stalled(tmp_path: Path) -> None:
    check = [
        CAST.send(5, "S", 41000, 1000),
        CAST.back(5.001, "SA", 41000, 9000, 1001),
        CAST.send(5.002, "R", 41000, 1001),
    ]
    assert verdict(tmp_path, CAST, *owned(CAST), *check).outcome == Outcome.HEALTHY


def test_a_capture_of_syn_fin_and_rst_alone_shows_it_less_surely(tmp_path: Path) -> None:
    control = [frame for number, frame in enumerate(hung(CAST)[7:17]) if number % 5 in (0, 1, 4)]
    (finding,) = found(verdict(tmp_path, CAST, CAST.announce(0), *control), RULE)
    assert (finding.confidence, finding.failed) == (Confidence.LOW, 2)
    assert any("517 bytes on each, as its numbers tell" in step.text for step in finding.because)


def test_a_repeated_syn_ack_says_that_the_client_is_not_heard(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in unheard(CAST, 5 + n, 41000 + n, back=0)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 20), *frames), RULE)
    assert (finding.failed, finding.confidence) == (3, Confidence.MEDIUM)
    assert "hears nothing" in finding.summary
    assert any("The SYN-ACK came 3 times" in step.text for step in finding.because)


def test_a_server_that_waits_for_the_first_bytes_repeats_its_syn_ack_to_who_sends_none(tmp_path: Path) -> None:
    """TCP_DEFER_ACCEPT."""
    idle = [CAST.send(5, "S", 41000, 1000), CAST.send(5.01, "A", 41000, 1001, 9001)]
    idle += [CAST.back(5 + wait, "SA", 41000, 9000, 1001) for wait in (0.001, 1.1, 3.1)]
    told = verdict(tmp_path, CAST, *owned(CAST), *idle, CAST.send(15, "FA", 41000, 1001, 9001))
    assert found(told, RULE) == []


def test_connections_that_stop_in_the_middle_lost_what_was_behind_them(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in (*CAST.opened(5 + n, 41000 + n), *in_vain(CAST, 8 + n, 41000 + n, 300))]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 30), *frames)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (RULE, 3, Confidence.MEDIUM)
    assert "nothing is acknowledged on them any more" in finding.summary
    assert finding.start == round((CAST.start + 8.2) * NS)


def test_where_the_owner_accepted_nothing_meanwhile_that_may_be_dead(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in (*CAST.opened(5 + n, 41000 + n), *in_vain(CAST, 8 + n, 41000 + n, 300))]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames, CAST.bystander(12)), RULE)
    assert finding.confidence == Confidence.LOW
