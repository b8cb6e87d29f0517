"""How VIPs stand: who is sick, who is quiet, and which come first."""

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.report.standing import standings
from tests.plotter.results import A, B, attempt, epoch, finding, handover, incident, result, symptom, vip_record

SICK, MOVED, CLEAN = "198.51.100.1", "198.51.100.2", "198.51.100.3"


def test_those_with_causes_come_first_then_those_that_failed_then_those_that_moved() -> None:
    moved = vip_record(MOVED, epochs=[epoch(A, 0, 20), epoch(B, 20, 60)], handovers=[handover(20)])
    clean = vip_record(CLEAN, epochs=[epoch(A, 0, 60)], attempts=[attempt(5)])
    failed = vip_record("198.51.100.4", attempts=[attempt(5, failed=True), attempt(6)])
    told = standings(
        result(clean, moved, failed, incident(vip=SICK), findings=[finding("split-brain", 20, 40, vip=SICK)])
    )
    assert [one.vip for one in told] == [SICK, failed.vip, MOVED, CLEAN]
    assert [one.sick for one in told] == [True, True, False, False]
    assert [one.quiet for one in told] == [False, False, False, True]
    assert [one.cause.rule if one.cause else None for one in told] == ["split-brain", None, None, None]
    assert [one.cost for one in told] == ["10 of 22 (45 %)", "1 of 2 (50 %)", "no attempt seen", "0 of 1"]


def test_what_merely_informs_makes_nobody_sick_nor_quiet() -> None:
    record = vip_record(SICK, epochs=[epoch(A, 0, 60)])
    (told,) = standings(result(record, findings=[finding("planned-migration", 1, 2, severity=Severity.INFO, vip=SICK)]))
    assert (told.sick, told.quiet, told.cause) == (False, False, None)


def test_a_symptom_alone_is_not_quiet() -> None:
    (told,) = standings(result(vip_record(SICK, epochs=[epoch(A, 0, 60)], symptoms=[symptom(A, 5)])))
    assert (told.sick, told.quiet) == (False, False)


def test_a_vip_that_only_lines_tell_of_stands_among_them() -> None:
    told = standings(result(vip_record(CLEAN), findings=[finding("split-brain", 20, 40, vip=SICK)]))
    assert [(one.vip, one.cost, one.sick) for one in told] == [
        (SICK, "in no frame", True),
        (CLEAN, "no attempt seen", False),
    ]


def test_its_owner_is_who_claimed_it_last_or_else_who_answered_last() -> None:
    claimed = vip_record(SICK, epochs=[epoch(A, 0, 20), epoch(B, 20, 60)], serving=[epoch(A, 0, 60)])
    served = vip_record(MOVED, serving=[epoch(A, 0, 60)])
    owners = {one.vip: one.owner for one in standings(result(claimed, served, vip_record(CLEAN)))}
    assert owners == {SICK: "node2", MOVED: "node1", CLEAN: ""}
