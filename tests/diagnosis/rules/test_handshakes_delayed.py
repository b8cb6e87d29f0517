"""Handshakes that need several SYNs, and lost SYNs that mean something else, or nothing."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import Cast, found, owned, verdict, why_not
from tests.diagnosis.hangs import busy, delayed, late
from tests.savefiles import Timed

RULE = "handshakes-delayed"


def elsewhere(start: int, end: int, *, lost: int = 0) -> list[Timed]:
    """Connections to an address that is no VIP, a second apart, the first SYN of some of which is lost."""
    other = Cast(vip="192.0.2.77", macs=("52:54:00:00:00:4d", *CAST.macs[1:]))
    frames: list[Timed] = []
    for number in range(end - start):
        port = 50000 + number
        frames += late(other, start + number, port, 0, 1) if number < lost else other.served(start + number, port)
    return frames


def test_many_handshakes_that_need_several_syns_head_a_verdict(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *delayed(CAST))
    (finding,) = found(told, RULE)
    assert (told.outcome, told.cause, finding.failed) == (Outcome.ROOT_CAUSE, RULE, 0)
    assert finding.confidence == Confidence.MEDIUM
    assert "6 of 44 handshakes with 192.0.2.80 needed several SYNs" in finding.summary
    assert "1.0 s to 3.0 s, and nothing failed" in finding.summary
    assert "other addresses" in " ".join(finding.missing)


def test_other_addresses_that_lose_none_make_it_sure(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *delayed(CAST), *elsewhere(3, 40)), RULE)
    assert finding.confidence == Confidence.HIGH
    assert any("Of 37 SYNs to other addresses at the time 0 had no answer" in step.text for step in finding.because)


def test_as_much_loss_elsewhere_is_not_the_vips(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *delayed(CAST), *elsewhere(3, 40, lost=8))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])
    assert "as many SYNs to other addresses were lost" in why_not(told, RULE)
    assert "6 handshakes needed several SYNs" in told.summary


def test_a_lost_syn_is_none(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 3, 40), *late(CAST, 5.5, 41000, 0, 1))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])
    assert "too few" in why_not(told, RULE)


def test_a_capture_that_has_every_frame_twice_shows_no_retries(tmp_path: Path) -> None:
    frames = busy(CAST, 3, 40)
    told = verdict(tmp_path, CAST, *owned(CAST), *frames, *((time + 2000, frame) for time, frame in frames))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_where_nobody_had_any_luck_it_is_an_outage(tmp_path: Path) -> None:
    frames = [*owned(CAST), *busy(CAST, 3, 20), *busy(CAST, 26, 45)]
    for number in range(6):
        frames += late(CAST, 20.5 + number / 10, 41000 + number, 0, 1, 3)
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def test_where_nobody_else_tried_meanwhile_it_may_be_outages(tmp_path: Path) -> None:
    frames = [*owned(CAST)]
    for number in range(30):
        start = 3 + 4 * number
        frames += late(CAST, start, 41000 + number, 0, 1) if number % 5 == 0 else CAST.served(start, 42000 + number)
    told = verdict(tmp_path, CAST, *frames)
    (finding,) = found(told, RULE)
    assert (told.outcome, told.cause, finding.confidence) == (Outcome.SYMPTOMS_UNEXPLAINED, None, Confidence.LOW)


def test_it_is_no_headline_where_attempts_failed_that_it_does_not_explain(tmp_path: Path) -> None:
    failed = [CAST.send(50, "S", 43000, 1000), CAST.back(50.001, "RA", 43000, 0, 1001, to=8443)]
    failed = [CAST.send(50, "S", 43000, 1000, to=8443), failed[1]]
    told = verdict(tmp_path, CAST, *delayed(CAST), *failed, CAST.bystander(60))
    assert (told.outcome, told.cause) == (Outcome.SYMPTOMS_UNEXPLAINED, None)
    assert [f.rule for f in told.findings] == [RULE]


def test_what_a_move_delayed_is_the_moves(tmp_path: Path) -> None:
    frames = [*owned(CAST), *busy(CAST, 3, 20), CAST.announce(21, 1), *busy(CAST, 22, 45, node=1)]
    for number in range(6):
        start = 20.5 + number / 10
        frames += [CAST.send(start, "S", 41000 + number, 1000), *CAST.served(start + 1, 41000 + number, node=1)]
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def reused(start: float, port: int) -> list[Timed]:
    """A SYN on the ports of an older connection, which the server remembers and the client tells off."""
    old = [CAST.back(start + 0.001, "A", port, 777_000, 888_000), CAST.send(start + 0.0012, "R", port, 888_000)]
    return [CAST.send(start, "S", port, 1000), *old, *CAST.served(start + 1, port)]


def test_a_server_that_remembers_an_older_connection_lost_no_syn(tmp_path: Path) -> None:
    frames = [f for n in range(8) for f in reused(4.5 + 4 * n, 41000 + n)]
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 3, 40), *frames)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_a_syn_ack_that_was_lost_behind_the_capture_is_a_delay_all_the_same(tmp_path: Path) -> None:
    frames = delayed(CAST)
    frames += [CAST.back(4.501 + 5 * number, "SA", 41000 + number, 9000, 1001) for number in range(6)]
    (finding,) = found(verdict(tmp_path, CAST, *frames), RULE)
    assert any("lost behind here" in step.text for step in finding.because)
