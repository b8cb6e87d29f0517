"""Which VIPs come first, and which nothing happened to."""

from arpwatch_k8s.diagnosis.harm import harm, is_quiet
from arpwatch_k8s.grades import Severity
from tests.plotter.results import A, B, attempt, contest, epoch, finding, handover, symptom, vip_record

HELD = epoch(A, 0, 60)
NOTE = finding("planned-migration", 1, 2, severity=Severity.INFO)
WRONG = finding("split-brain", 1, 2)


def test_what_was_found_wrong_comes_before_failures_those_before_contests_those_before_moves() -> None:
    failed = vip_record(attempts=[attempt(1, failed=True), attempt(2, failed=True)])
    fought = vip_record(contests=[contest(1, 2, A, B)])
    moved = vip_record(handovers=[handover(20)])
    clean = vip_record(epochs=[HELD])
    keys = [
        harm(clean, [(2, WRONG)]),
        harm(None, [(3, WRONG)]),
        harm(failed, [(1, NOTE)]),
        harm(vip_record(attempts=[attempt(1, failed=True)]), []),
        harm(fought, []),
        harm(moved, []),
        harm(clean, [(4, NOTE)]),
    ]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_a_vip_is_quiet_where_nothing_at_all_happened_to_it() -> None:
    assert is_quiet(vip_record(epochs=[HELD], serving=[HELD], attempts=[attempt(5)]), [])
    assert is_quiet(vip_record(serving=[HELD]), [])
    for record in (
        vip_record(attempts=[attempt(5, failed=True)]),
        vip_record(epochs=[HELD], symptoms=[symptom(A, 5)]),
        vip_record(contests=[contest(1, 2, A, B)]),
        vip_record(epochs=[epoch(A, 0, 20), epoch(B, 20, 60)]),
        vip_record(epochs=[HELD], serving=[epoch(B, 0, 60)]),
    ):
        assert not is_quiet(record, [])
    assert not is_quiet(vip_record(epochs=[HELD]), [(1, NOTE)])
