"""Bare resets of a stable owner in mid-connection, and all other resets."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict, why_not
from tests.diagnosis.scripts import forgotten, race
from tests.savefiles import Timed

RULE = "conntrack-lost"


def test_bare_resets_of_the_owner_in_mid_connection_are_forgotten_connections(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *forgotten(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, told.vip_cleared) == (RULE, True)
    assert (finding.confidence, finding.failed) == (Confidence.HIGH, 3)
    assert any("a pod behind the node" in step.text for step in finding.because)
    assert any("quiet for 27.0 s" in step.text for step in finding.because)


def test_the_keepalive_race_is_not_forgetting(tmp_path: Path) -> None:
    assert found(verdict(tmp_path, CAST, *race(CAST)), RULE) == []


def test_a_process_that_resets_did_not_forget(tmp_path: Path) -> None:
    frames = [*CAST.opened(5, 41000), CAST.back(6, "RA", 41000, 9501, 1201)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_resets_behind_a_close_are_teardown(tmp_path: Path) -> None:
    frames = [*CAST.served(5, 41000), CAST.back(5.01, "R", 41000, 9502)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_a_move_explains_it_otherwise(tmp_path: Path) -> None:
    reset = [*CAST.opened(5, 41000), CAST.send(9, "PA", 41000, 1201, 9501, data=9), CAST.back(9.001, "R", 41000, 9501)]
    told = verdict(tmp_path, CAST, *owned(CAST), *reset, CAST.announce(8, 1), *CAST.served(12, 42000, node=1))
    assert found(told, RULE) == []
    assert "another node claimed or served" in why_not(told, RULE)


def test_a_router_or_firewall_on_the_way_may_have_reset(tmp_path: Path) -> None:
    reset = [*CAST.opened(5, 41000), CAST.send(9, "PA", 41000, 1201, 9501, data=9), CAST.back(9.001, "R", 41000, 9501)]
    told = verdict(tmp_path, CAST, CAST.announce(0, 0, "192.0.2.1"), *reset)
    assert (told.outcome, found(told, RULE)) == (Outcome.SYMPTOMS_UNEXPLAINED, [])


def test_a_single_reset_is_less_sure(tmp_path: Path) -> None:
    reset = [*CAST.opened(5, 41000), CAST.send(9, "PA", 41000, 1201, 9501, data=9), CAST.back(9.001, "R", 41000, 9501)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *reset), RULE)
    assert finding.confidence == Confidence.MEDIUM


def test_without_arp_nothing_is_said_of_claims(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *forgotten(CAST)[1:]), RULE)
    assert (finding.confidence, "did not move" in finding.summary) == (Confidence.LOW, False)
    assert "claims are unseen" in finding.because[0].text


def test_a_reset_behind_a_close_that_the_capture_missed_is_teardown(tmp_path: Path) -> None:
    """One byte beyond all that was seen of the server: its FIN."""
    told = verdict(tmp_path, CAST, *owned(CAST), *CAST.opened(5, 41000), CAST.back(6, "R", 41000, 9502))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_a_reset_in_place_of_an_answer_that_the_capture_missed_refuses_nothing(tmp_path: Path) -> None:
    frames = [CAST.opened(5, 41000)[0], *CAST.opened(5, 41000)[2:3], CAST.back(6, "R", 41000, 9501)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    assert [f.rule for f in told.findings] == []


def test_a_reset_behind_bytes_that_the_capture_missed_may_be_behind_a_close(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *owned(CAST), *CAST.opened(5, 41000), CAST.back(6, "R", 41000, 9700))
    assert (told.outcome, found(told, RULE)) == (Outcome.SYMPTOMS_UNEXPLAINED, [])
    assert "that the capture missed" in why_not(told, RULE)


def test_a_reset_right_behind_the_servers_bytes_may_be_behind_a_close_that_was_missed(tmp_path: Path) -> None:
    (finding,) = found(
        verdict(tmp_path, CAST, *owned(CAST), *CAST.opened(5, 41000), CAST.back(5.01, "R", 41000, 9501)), RULE
    )
    assert finding.confidence == Confidence.LOW
    assert "a close that the capture missed" in finding.against[0]


def kept(number: int, *, answered: int, reset: int) -> list[Timed]:
    """A connection that is reset on its second request; the TTLs of the SYN-ACK and of the reset."""
    port = 41000 + number
    return [
        CAST.send(3 + number, "S", port, 1000),
        CAST.back(3.001 + number, "SA", port, 9000, 1001, ttl=answered),
        CAST.send(3.002 + number, "PA", port, 1001, 9001, data=200),
        CAST.back(3.003 + number, "PA", port, 9001, 1201, data=500, ttl=answered),
        CAST.send(30 + number, "PA", port, 1201, 9501, data=300),
        CAST.back(30.001 + number, "R", port, 9501, ttl=reset),
    ]


def test_an_endpoint_may_forget_by_itself_what_it_resets_from_as_far_as_it_answered(tmp_path: Path) -> None:
    for reset, confidence in ((63, Confidence.LOW), (64, Confidence.HIGH), (62, Confidence.HIGH)):
        frames = [frame for n in range(3) for frame in kept(n, answered=63, reset=reset)]
        (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames, *CAST.served(40, 40001)), RULE)
        assert (finding.confidence, bool(finding.instead)) == (confidence, confidence is Confidence.LOW)


def test_a_reset_with_the_ttl_of_another_kind_of_system_is_injected(tmp_path: Path) -> None:
    frames = [frame for n in range(3) for frame in kept(n, answered=63, reset=255)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames, *CAST.served(40, 40001))
    assert found(told, RULE) == []
    assert "another kind of system" in why_not(told, RULE)


def test_a_server_that_goes_on_behind_a_reset_in_its_name_did_not_send_it(tmp_path: Path) -> None:
    frames = [frame for n in range(3) for frame in kept(n, answered=63, reset=64)]
    frames += [CAST.back(30.01 + n, "PA", 41000 + n, 9501, 1501, data=400, ttl=63) for n in range(3)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames, *CAST.served(40, 40001)), RULE) == []
