"""How VIPs stand, in a row each: the sick first."""

from dataclasses import replace

from arpwatch_k8s.correlator.ownership.epochs import EndsBy
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.report.parts.standing import standings
from tests.plotter.results import A, B, attempt, epoch, finding, handover, incident, result, symptom, vip_record


def test_the_sick_come_first_in_order_of_harm() -> None:
    fine = vip_record("192.0.2.1", epochs=[epoch(A, 0, 60)], attempts=[attempt(1), attempt(2)])
    unexplained = vip_record("192.0.2.2", epochs=[epoch(A, 0, 60)], attempts=[attempt(1, failed=True)])
    noted = vip_record("192.0.2.3", epochs=[epoch(A, 0, 60)])
    found = [
        finding("flapping", 20, 40, vip="192.0.2.5"),
        finding("handover", 1, 2, vip="192.0.2.3", severity=Severity.INFO),
        finding("split-brain", 20, 40, vip="192.0.2.4"),
    ]
    made = result(fine, unexplained, noted, incident(vip="192.0.2.4"), incident(vip="192.0.2.5"), findings=found)
    rows = standings(made)
    assert [(row.vip, row.is_sick, row.cause, row.number) for row in rows] == [
        ("192.0.2.5", True, "flapping", 1),
        ("192.0.2.4", True, "split-brain", 3),
        ("192.0.2.2", True, "not explained", None),
        ("192.0.2.1", False, "nothing failed", None),
        ("192.0.2.3", False, "handover", 2),
    ]
    assert [row.failed for row in rows[1:4]] == ["10 of 22 (45 %)", "1 of 1 (100 %)", "0 of 2"]
    assert rows[4].failed == "no attempt seen"


def test_a_note_is_no_cause_of_failures() -> None:
    failing = vip_record("192.0.2.2", epochs=[epoch(A, 0, 60)], attempts=[attempt(1, failed=True)])
    found = [finding("handover", 1, 2, vip="192.0.2.2", severity=Severity.INFO)]
    (row,) = standings(result(failing, findings=found))
    assert (row.cause, row.number, row.wrong) == ("not explained", None, None)


def test_owners_are_named_as_they_came_and_contests_as_such() -> None:
    moved = vip_record(epochs=[epoch(A, 0, 30), epoch(B, 30, 60)], handovers=[handover(30)])
    (row,) = standings(result(moved))
    assert row.owner == "node1 (52:54:00:00:ba:0a), then node2 (52:54:00:00:ba:0b)"
    assert row.moves == "1"
    (row,) = standings(result(incident()))
    assert row.owner == "node1 (52:54:00:00:ba:0a) and node2 (52:54:00:00:ba:0b), contested"
    assert row.moves == "5 changes in 1 contest"
    (row,) = standings(result(vip_record()))
    assert (row.owner, row.moves, row.cause) == ("nobody seen", "none seen", "no finding")


def test_a_vip_of_two_segments_has_two_rows_and_its_findings_once() -> None:
    made = result(incident(), incident(), findings=[finding("flapping", 20, 40)])
    rows = standings(made)
    assert [(len(row.findings), row.name) for row in rows] == [(1, "interface 0"), (0, "interface 0")]


def test_a_vip_is_quiet_where_nothing_at_all_happened_to_it() -> None:
    clean = vip_record(epochs=[epoch(A, 0, 60)], serving=[epoch(A, 0, 60)], attempts=[attempt(5)])
    moved = vip_record(epochs=[epoch(A, 0, 20), epoch(B, 20, 60)], handovers=[handover(20)])
    served_by_another = vip_record(epochs=[epoch(A, 0, 60)], serving=[epoch(B, 0, 60)])
    hurt = vip_record(epochs=[epoch(A, 0, 60)], symptoms=[symptom(A, 5)])
    given_up = vip_record(epochs=[replace(epoch(A, 0, 20), ends_by=EndsBy.WITHDRAWN)])
    told = [standings(result(record))[0] for record in (clean, moved, served_by_another, hurt, given_up)]
    assert [one.is_quiet for one in told] == [True, False, False, False, False]
    assert not any(one.is_sick for one in told)
    (noted,) = standings(result(clean, findings=[finding("planned-migration", 1, 2, severity=Severity.INFO)]))
    assert (noted.is_sick, noted.is_quiet, noted.wrong) == (False, False, None)


def test_its_holder_is_who_claimed_it_last_or_else_who_answered_last() -> None:
    claimed = vip_record(epochs=[epoch(A, 0, 20), epoch(B, 20, 60)], serving=[epoch(A, 0, 60)])
    records = (claimed, vip_record(serving=[epoch(A, 0, 60)]), vip_record())
    assert [standings(result(record))[0].holder for record in records] == ["node2", "node1", ""]
