"""Connections that are accepted and never answered, and those that nobody used."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import Cast, found, owned, verdict, why_not
from tests.diagnosis.hangs import busy, in_vain, polled, streamed, taken, unheard
from tests.diagnosis.scripts import hung
from tests.savefiles import NS

RULE = "stalled"
OTHER = Cast(client="192.0.2.11", client_mac="52:54:00:00:00:11")
"""Another client of the same VIP."""


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


def test_a_full_accept_queue_repeats_its_syn_ack_as_well(tmp_path: Path) -> None:
    """Nothing in the frames tells the two apart."""
    frames = [f for n in range(3) for f in unheard(CAST, 5 + n, 41000 + n, back=0)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 4, 20), *frames), RULE)
    assert "as if nothing" in finding.summary
    assert "accept queue" in " ".join(finding.instead)
    assert "ListenOverflows" in " ".join(finding.missing)
    assert "accept queue" in finding.remedy


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


def test_a_stream_of_messages_waits_for_no_answer(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *owned(CAST), *(f for n in range(4) for f in streamed(CAST, 3 + n, 41000 + n, 20)))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_bytes_that_nobody_acknowledged_were_not_taken_whenever_the_client_closed(tmp_path: Path) -> None:
    """The last of them had just been sent again."""
    frames = [CAST.send(5, "S", 41000, 1000), CAST.back(5.001, "SA", 41000, 9000, 1001)]
    frames += [CAST.send(5.002 + wait, "PA", 41000, 1001, 9001, data=300) for wait in (0, 0.2, 0.6, 1.4)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames, CAST.send(6.5, "FA", 41000, 1301, 9001)), RULE)
    assert "never acknowledged the request" in finding.summary


def test_a_port_that_only_takes_may_have_nothing_to_say(tmp_path: Path) -> None:
    frames = [f for n in range(4) for f in streamed(CAST, 3 + n, 41000 + n, 9, to=514, rest=5)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    (finding,) = found(told, RULE)
    assert (told.outcome, finding.confidence) == (Outcome.SYMPTOMS_UNEXPLAINED, Confidence.LOW)
    assert "seen to send no byte on any connection" in " ".join(finding.against)


def test_at_a_port_that_answers_nobody_several_clients_wait_for_a_hung_backend(tmp_path: Path) -> None:
    frames = [*taken(CAST, 5, 41000, to=514), *taken(OTHER, 6, 41001, to=514)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (RULE, 2, Confidence.MEDIUM)


def test_a_server_that_closes_at_once_and_serves_others_lives(tmp_path: Path) -> None:
    """Long polls without news."""
    polls = [f for n in range(6) for f in polled(CAST, 4 + 5 * n, 41000 + n)]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 3, 60), *polls)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (None, 6, Confidence.LOW)
    assert "a long poll" in " ".join(finding.against)


def test_where_some_workers_hang_others_are_served_and_nothing_is_closed(tmp_path: Path) -> None:
    hanging = [f for n in range(6) for f in taken(CAST, 4 + 5 * n, 41000 + n)]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 3, 60), *hanging)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (RULE, 6, Confidence.MEDIUM)


def test_a_front_that_closes_at_once_and_serves_nobody_waits_for_what_hangs_behind_it(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *owned(CAST), *(f for n in range(3) for f in polled(CAST, 4 + n, 41000 + n)))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.confidence) == (RULE, Confidence.MEDIUM)
    (step,) = [step for step in finding.because if "acknowledged them" in step.text]
    assert len(step.frames) == 3
    assert "cited" not in step.text


def test_one_connection_that_hardly_waited_shows_a_slow_answer_at_most(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *owned(CAST), *taken(CAST, 5, 41000, wait=2), CAST.bystander(9))
    (finding,) = found(told, RULE)
    assert finding.confidence == Confidence.LOW
    assert "waited 2.0 s" in " ".join(finding.against)


def test_the_wait_is_counted_from_the_clients_last_bytes(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in streamed(CAST, 3 + n, 41000 + n, 20, rest=6)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE)
    assert any("After 6.0 s without a byte" in step.text for step in finding.because)
