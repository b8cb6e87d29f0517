"""Connections that a move broke, and teardown that only looks like it."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, verdict
from tests.diagnosis.scripts import broken, forgotten, owned

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
