"""A request that crosses with the server's close, and ordinary closes."""

from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict
from tests.diagnosis.scripts import race

RULE = "keepalive-race"


def test_requests_into_the_close_of_idle_connections_are_a_race_and_clear_the_vip(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *race(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, told.vip_cleared) == (RULE, True)
    assert (finding.severity, finding.confidence, finding.failed) == (Severity.WARNING, Confidence.HIGH, 3)
    assert "after 5.0 s without traffic" in finding.summary
    assert "keepalive_timeout below 5 s" in finding.remedy


def test_a_request_sent_after_the_close_was_seen_is_one_too(tmp_path: Path) -> None:
    frames = [
        *CAST.opened(5, 41000),
        CAST.back(10, "FA", 41000, 9501, 1201),
        CAST.send(10.1, "PA", 41000, 1201, 9502, data=300),
        CAST.back(10.1001, "R", 41000, 9502),
    ]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    (finding,) = found(told, RULE)
    assert (told.cause, finding.failed, finding.confidence) == (None, 1, Confidence.LOW)
    assert any("the close had arrived when the client wrote" in words for words in finding.against)


@pytest.mark.parametrize("size", [31, 77, 85])
def test_an_alert_of_any_size_into_the_close_is_teardown(tmp_path: Path, size: int) -> None:
    frames = [
        *CAST.opened(5, 41000),
        CAST.back(10, "FA", 41000, 9501, 1201),
        CAST.send(10.0001, "PA", 41000, 1201, 9501, data=size),
        CAST.back(10.0002, "R", 41000, 9501),
    ]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []


def test_a_reset_that_answers_no_segment_is_no_race(tmp_path: Path) -> None:
    frames = [
        *CAST.opened(5, 41000),
        CAST.back(10, "FA", 41000, 9501, 1201),
        CAST.back(10.01, "RA", 41000, 9502, 1201),
        CAST.send(10.5, "PA", 41000, 1201, 9502, data=300),
    ]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []


def test_a_close_notify_into_the_close_is_teardown(tmp_path: Path) -> None:
    frames = [
        *CAST.opened(5, 41000),
        CAST.back(10, "FA", 41000, 9501, 1201),
        CAST.send(10.0001, "FPA", 41000, 1201, 9502, data=31),
        CAST.back(10.0002, "R", 41000, 9502),
    ]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    assert (told.outcome, found(told, RULE)) == (Outcome.HEALTHY, [])


def test_a_close_that_acknowledges_the_request_lost_nothing(tmp_path: Path) -> None:
    frames = [*CAST.served(5, 41000), CAST.back(5.01, "R", 41000, 9502)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []


def test_connections_that_were_not_idle_point_at_a_limit_instead(tmp_path: Path) -> None:
    frames = [
        *CAST.opened(5, 41000),
        CAST.send(5.0031, "PA", 41000, 1201, 9501, data=300),
        CAST.back(5.0032, "FA", 41000, 9501, 1201),
        CAST.back(5.0033, "R", 41000, 9501),
    ]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE)
    assert finding.confidence is Confidence.LOW
    assert "keepalive_requests" in finding.remedy
    assert finding.against


def test_a_reset_by_another_node_is_a_move(tmp_path: Path) -> None:
    frames = [
        *CAST.opened(5, 41000),
        CAST.back(10, "FA", 41000, 9501, 1201),
        CAST.announce(10.05, 1),
        CAST.send(10.1, "PA", 41000, 1201, 9502, data=300, node=1),
        CAST.back(10.1001, "R", 41000, 9502, node=1),
    ]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []
