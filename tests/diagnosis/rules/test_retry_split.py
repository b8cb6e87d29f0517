"""Resets of connections whose SYN was sent again, and of others."""

from pathlib import Path

from arpwatch_k8s.grades import Confidence
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import found, owned, verdict, why_not
from tests.diagnosis.hangs import busy, late, split, splitting

RULE = "retry-split"


def test_resets_behind_repeated_syns_alone_are_two_backends(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *splitting(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, told.vip_cleared, finding.failed, finding.confidence) == (RULE, True, 3, Confidence.HIGH)
    assert any("two senders behind one address" in step.text for step in finding.because)
    assert "nothing is forgotten so soon" in why_not(told, "conntrack-lost")


def test_two_backends_as_far_away_as_each_other_are_told_less_surely(tmp_path: Path) -> None:
    frames = [f for n in range(3) for f in split(CAST, 5.5 + 9 * n, 41000 + n, answered=63)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 3, 40), *frames), RULE)
    assert finding.confidence == Confidence.MEDIUM


def test_resets_of_connections_that_were_answered_at_once_are_another_matter(tmp_path: Path) -> None:
    prompt = [frame for n in range(3) for frame in split(CAST, 8.5 + 9 * n, 43000 + n)[1:]]
    told = verdict(tmp_path, CAST, *splitting(CAST), *prompt)
    assert found(told, RULE) == []
    assert "3 of 6 resets" in why_not(told, RULE)
    assert "nothing is forgotten so soon" in why_not(told, "conntrack-lost")


def test_a_capture_that_missed_a_first_syn_is_less_sure(tmp_path: Path) -> None:
    more = [frame for n in range(2) for frame in split(CAST, 8.5 + 9 * n, 43000 + n)]
    told = verdict(tmp_path, CAST, *splitting(CAST), *more[1:])
    (finding,) = found(told, RULE)
    assert (told.cause, finding.confidence, finding.failed) == (RULE, Confidence.MEDIUM, 5)


def test_what_a_node_forgot_in_the_middle_is_told_beside_it(tmp_path: Path) -> None:
    forgotten = [
        *CAST.opened(8, 43000),
        CAST.send(30, "PA", 43000, 1201, 9501, data=9),
        CAST.back(30.001, "R", 43000, 9501),
    ]
    told = verdict(tmp_path, CAST, *splitting(CAST), *forgotten)
    assert [(f.rule, f.failed) for f in told.findings] == [(RULE, 3), ("conntrack-lost", 1)]


def test_where_many_syns_are_repeated_it_may_be_chance(tmp_path: Path) -> None:
    frames = [f for n in range(20) for f in late(CAST, 3.3 + n, 43000 + n, 0, 1)]
    told = verdict(
        tmp_path, CAST, *owned(CAST), *frames, *(f for n in range(3) for f in split(CAST, 5.5 + 9 * n, 41000 + n))
    )
    assert found(told, RULE) == []
    assert "may be an accident" in why_not(told, RULE)


def test_too_few_are_no_pattern(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *owned(CAST), *busy(CAST, 3, 40), *split(CAST, 5.5, 41000))
    assert found(told, RULE) == []
    assert "too few" in why_not(told, RULE)
