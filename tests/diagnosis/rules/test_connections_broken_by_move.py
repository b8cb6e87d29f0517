"""Connections that a move broke, and teardown that only looks like it."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict
from tests.diagnosis.hangs import busy, dropped, in_vain
from tests.diagnosis.scripts import broken, forgotten
from tests.savefiles import NS

RULE = "connections-broken-by-move"


def test_open_connections_that_the_new_owner_resets_were_broken_by_the_move(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *broken(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, told.vip_cleared) == (RULE, False)
    assert (finding.severity, finding.confidence, finding.failed) == (Severity.WARNING, Confidence.HIGH, 2)
    assert any("a pod behind the node" in step.text for step in finding.because)


def test_resets_of_closed_connections_after_a_move_are_teardown(tmp_path: Path) -> None:
    frames = [*CAST.served(9.99, 41000), CAST.announce(10, 1), CAST.back(10.01, "R", 41000, 9502, node=1)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames, *CAST.served(20, 42000, node=1))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_resets_by_the_node_that_had_answered_are_another_cause(tmp_path: Path) -> None:
    assert found(verdict(tmp_path, CAST, *forgotten(CAST)), RULE) == []


def test_connections_that_live_on_at_the_new_owner_are_not_broken(tmp_path: Path) -> None:
    frames = [
        *CAST.opened(5, 41000),
        CAST.announce(10, 1),
        CAST.send(11, "PA", 41000, 1201, 9501, data=50, node=1),
        CAST.back(11.001, "PA", 41000, 9501, 1251, data=50, node=1),
        CAST.send(12, "FA", 41000, 1251, 9551, node=1),
        *CAST.served(20, 42000, node=1),
    ]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_without_the_claim_resets_from_another_mac_are_less_sure(tmp_path: Path) -> None:
    frames = [
        CAST.ask(0),
        CAST.reply(0.001),
        *CAST.opened(5, 41000),
        CAST.send(11, "PA", 41000, 1201, 9501, data=50, node=1),
        CAST.back(11.001, "R", 41000, 9501, node=1),
    ]
    (finding,) = found(verdict(tmp_path, CAST, *frames), RULE)
    assert finding.confidence == Confidence.MEDIUM
    assert "claim" in finding.missing[0]


def test_a_client_that_gives_up_after_the_move_was_not_reset(tmp_path: Path) -> None:
    frames = [*CAST.opened(5, 41000), CAST.announce(10, 1), CAST.send(11, "R", 41000, 1201, node=1)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []


def test_connections_that_the_new_owner_drops_without_a_word(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *dropped(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (RULE, 3, Confidence.HIGH)
    assert "dropped what came on them without a word" in finding.summary
    assert finding.start == round((CAST.start + 11.2) * NS)
    assert found(told, "stalled") == []


def test_one_dropped_connection_may_be_the_clients_own_network(tmp_path: Path) -> None:
    frames = [*CAST.opened(3, 41000), *in_vain(CAST, 11, 41000, 300, node=1)]
    told = verdict(tmp_path, CAST, *owned(CAST), CAST.announce(10, 1), *frames, *busy(CAST, 12, 26, node=1))
    (finding,) = found(told, RULE)
    assert finding.confidence == Confidence.MEDIUM


def test_a_new_owner_that_serves_nobody_did_not_forget_them(tmp_path: Path) -> None:
    frames = [frame for number in range(3) for frame in CAST.opened(3 + number, 41000 + number)]
    frames += [frame for number in range(3) for frame in in_vain(CAST, 11 + number, 41000 + number, 300, node=1)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), CAST.announce(10, 1), *frames), RULE)
    assert finding.confidence == Confidence.LOW
    assert "served no new connection" in finding.against[0]


def test_what_was_served_after_the_move_was_not_broken_by_it(tmp_path: Path) -> None:
    frames = [*CAST.opened(3, 41000)]
    frames += [CAST.send(20, "PA", 41000, 1201, 9501, data=9), CAST.back(20.001, "PA", 41000, 9501, 1210, data=9)]
    frames += in_vain(CAST, 30, 41000, 300, seq=1210)
    told = verdict(tmp_path, CAST, *owned(CAST), CAST.announce(10, 1), *frames, *busy(CAST, 12, 45, node=1))
    assert found(told, RULE) == []
    assert found(told, "stalled") != []


def test_without_arp_it_may_have_been_a_fight(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *(frame for frame in broken(CAST) if frame[1][12:14] == b"\x08\x00"))
    (finding,) = found(told, RULE)
    assert finding.confidence == Confidence.LOW
