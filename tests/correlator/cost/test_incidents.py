"""What went wrong close together, as one incident."""

from pathlib import Path

from tests.correlator.cost.story import good, lost, record, said, seconds
from tests.savefiles import MAC_A, MAC_B


def test_incidents_join_what_is_close_and_part_what_is_not(tmp_path: Path) -> None:
    frames = [*lost(5, 1), said(20, MAC_B), *lost(49, 2, to=MAC_B), *good(60, 3, by=MAC_B), *lost(80, 4, to=MAC_B)]
    found = record(tmp_path, [said(0, MAC_A), *frames])
    assert [(*seconds(i.start, i.end), i.attempts, i.failed, i.moves) for i in found.incidents] == [
        (5.0, 49.001, 2, 2, 1),
        (80.0, 80.001, 1, 1, 0),
    ]
    assert found.incidents[0].first_frame < found.incidents[0].last_frame


def test_a_capture_without_trouble_has_no_incident(tmp_path: Path) -> None:
    found = record(tmp_path, [said(0, MAC_A), *good(1, 1), *good(2, 2)])
    assert (found.incidents, found.outages, len(found.failed)) == ((), (), 0)


def test_a_contest_is_an_incident_without_any_failure(tmp_path: Path) -> None:
    turns = [said(10 + 3 * turn, (MAC_A, MAC_B)[turn % 2]) for turn in range(6)]
    (incident,) = record(tmp_path, [*good(1, 1), *turns, *good(40, 2, by=MAC_B)]).incidents
    assert (incident.contests, incident.failed, incident.outcomes) == (1, 0, {})


def test_an_incident_counts_outcomes_and_the_time_without_service(tmp_path: Path) -> None:
    (incident,) = record(tmp_path, [said(0, MAC_A), *lost(2, 2), *lost(3, 3), *good(5, 4)]).incidents
    assert (incident.outcomes, incident.outages) == ({"unreachable": 2}, 1)
    assert seconds(incident.outage_least_ns, incident.outage_ns) == (1.0, 3.001)


def test_each_of_many_incidents_has_its_own_moves_and_failures(tmp_path: Path) -> None:
    """Times so far apart that each move, with the attempt that fails beside it, is one incident."""
    owners = [(MAC_A, MAC_B)[turn % 2] for turn in range(12)]
    frames = [said(100 * turn, owner) for turn, owner in enumerate(owners)]
    frames += [frame for turn in range(1, 12) for frame in lost(100 * turn + 2, turn, to=owners[turn])]
    found = record(tmp_path, frames).incidents
    assert [(one.moves, one.failed, one.attempts, one.outages) for one in found] == [
        (1, 1, 1, int(n == 0)) for n in range(11)
    ]
    assert [one.first_frame < one.last_frame for one in found] == [True] * 11
