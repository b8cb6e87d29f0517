"""Two Services on one address, and owners that merely follow each other."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict, why_not
from tests.diagnosis.scripts import shared

RULE = "one-address-two-services"


def test_two_owners_that_serve_different_ports_at_the_same_time_are_two_services(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *shared(CAST))
    (finding,) = found(told, RULE)
    assert told.cause == RULE
    assert (finding.severity, finding.confidence, finding.failed) == (Severity.CRITICAL, Confidence.HIGH, 1)
    assert "port 443" in finding.summary
    assert "port 80" in finding.summary


def test_one_owner_after_the_other_is_a_move(tmp_path: Path) -> None:
    frames = owned(CAST)
    for number in range(4):
        frames += CAST.served(2 + number, 41000 + number, to=443)
        frames += CAST.served(12 + number, 42000 + number, node=1, to=80)
    told = verdict(tmp_path, CAST, *frames, CAST.announce(10, 1))
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])
    assert "one after the other" in why_not(told, RULE)


def test_two_owners_that_serve_the_same_port_are_a_contest_of_another_kind(tmp_path: Path) -> None:
    frames = [CAST.announce(0), CAST.announce(0.5, 1)]
    for number in range(5):
        frames += CAST.served(1 + 2 * number, 41000 + number, to=443)
        frames += CAST.served(2 + 2 * number, 42000 + number, node=1, to=443 if number else 80)
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def test_one_owner_may_serve_many_ports(tmp_path: Path) -> None:
    frames = owned(CAST)
    for number in range(8):
        frames += CAST.served(2 + number, 41000 + number, to=443 if number % 2 else 80)
    told = verdict(tmp_path, CAST, *frames)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_a_connection_or_two_may_have_their_ports_by_chance(tmp_path: Path) -> None:
    frames = [CAST.announce(0), CAST.announce(0.5, 1), *CAST.served(1, 41000, to=443)]
    frames += [*CAST.served(2, 41001, node=1, to=80), *CAST.served(3, 41002, to=443)]
    assert found(verdict(tmp_path, CAST, *frames), RULE) == []


def test_before_any_failure_it_is_a_standing_danger(tmp_path: Path) -> None:
    (finding,) = found(verdict(tmp_path, CAST, *shared(CAST)[:-8]), RULE)
    assert (finding.severity, finding.confidence) == (Severity.WARNING, Confidence.MEDIUM)
    assert "no connection has failed" in finding.summary


def test_who_has_the_traffic_for_moments_only_is_known_by_what_the_other_drops(tmp_path: Path) -> None:
    frames = CAST.served(0.2, 41000, to=443) + CAST.served(20.2, 41001, to=443)
    for number in range(4):
        frames += [CAST.announce(10 * number), CAST.announce(10 * number + 0.5, 1)]
        frames += CAST.served(1 + 10 * number, 42000 + number, node=1, to=80)
        frames += CAST.lost(3 + 10 * number, 43000 + number, node=1, to=443)
    told = verdict(tmp_path, CAST, *sorted(frames))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed) == (RULE, 4)
