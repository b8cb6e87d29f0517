"""What is said of captures that were merged, and of those that could not be."""

from pathlib import Path

from arpwatch_k8s.analysis.savefiles import analyze
from tests.savefiles import MAC_A, MAC_B, NS, announcement, exchange, pcapng, question, save

HEALTHY = [(0, announcement(MAC_A)), *exchange(NS, 40000)]


def test_frames_that_two_captures_saw_count_once_and_that_is_told(tmp_path: Path) -> None:
    one = save(tmp_path / "a.pcapng", pcapng(HEALTHY))
    other = save(tmp_path / "b.pcapng", pcapng([*HEALTHY[1:], (9 * NS, question())]))
    found = analyze([one, other])
    merged, twice = found.verdict.caveats
    assert merged.startswith(
        f"b.pcapng was merged by {len(HEALTHY) - 1} frames that others saw too: its clock is +0.000 ms"
    )
    assert twice == f"{len(HEALTHY) - 1} frames of a.pcapng + b.pcapng were seen twice and count once"
    assert [len(record.attempts) for record in found.case.vips] == [1]


def test_how_captures_of_many_hosts_were_merged_is_one_note(tmp_path: Path) -> None:
    late = [[(time + host * 1_000_000, frame) for time, frame in HEALTHY] for host in range(9)]
    paths = [save(tmp_path / f"{host}.pcapng", pcapng(frames)) for host, frames in enumerate(late)]
    (merged,) = (words for words in analyze(paths).verdict.caveats if "merged" in words)
    assert merged.startswith("the captures of 8 more hosts were merged by frames that others saw too")
    assert f"8.pcapng is +8.000 ms off (half of them within 0.0 us), by {len(HEALTHY)} frames; 7.pcapng is" in merged
    assert merged.endswith("; and 2 more, less far")


def test_captures_that_share_nothing_are_judged_apart_and_that_is_told(tmp_path: Path) -> None:
    one = save(tmp_path / "a.pcapng", pcapng(HEALTHY))
    other = save(tmp_path / "b.pcapng", pcapng([(1, announcement(MAC_B)), *exchange(NS, 50000, mac=MAC_B, isn=7)]))
    found = analyze([one, other])
    assert found.verdict.caveats == (
        "a.pcapng; b.pcapng share too few frames to be put together: each is judged by itself",
    )
    assert [len(record.attempts) for record in found.case.vips] == [1, 1]
