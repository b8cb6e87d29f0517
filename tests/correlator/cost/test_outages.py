"""When nobody was served, and what is no outage."""

from pathlib import Path

from tests.correlator.cost.story import good, lost, record, said, seconds
from tests.savefiles import MAC_A, NS, segment


def test_an_outage_runs_from_the_first_syn_lost_to_the_next_answer(tmp_path: Path) -> None:
    frames = [*good(1, 1), *lost(2, 2), *lost(3, 3), *good(5, 4), *lost(8, 5)]
    found = record(tmp_path, [said(0, MAC_A), *frames, said(20, MAC_A)])
    assert [(*seconds(o.start, o.end), o.failed, o.over) for o in found.outages] == [
        (2.0, 5.001, 2, True),
        (8.0, 20.0, 1, False),
    ]


def test_a_connection_that_broke_later_is_no_outage(tmp_path: Path) -> None:
    broken = [*good(1, 1)[:2], (2 * NS, segment("R", port=1, seq=9500, server=True))]
    found = record(tmp_path, [said(0, MAC_A), *broken, *good(3, 2)])
    assert (len(found.failed), found.outages) == (1, ())


def test_it_lasted_at_least_until_the_last_syn_and_at_most_until_the_next_answer(tmp_path: Path) -> None:
    (outage,) = record(tmp_path, [said(0, MAC_A), *lost(2, 2), *lost(3, 3), *good(5, 4)]).outages
    assert (*seconds(outage.least_ns, outage.most_ns), outage.over) == (1.0, 3.001, True)


def test_a_syn_that_was_retried_and_then_accepted_is_no_outage(tmp_path: Path) -> None:
    retried = [(NS, segment("S", port=1, seq=1000)), *good(2, 1)]
    assert record(tmp_path, [said(0, MAC_A), *retried]).outages == ()
