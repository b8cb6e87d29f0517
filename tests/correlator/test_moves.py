"""Every change of hands, on every track."""

from pathlib import Path

from arpwatch_k8s.correlator.moves import moves
from arpwatch_k8s.evidence import mac_text
from tests.correlator.cost.story import good, record, said
from tests.savefiles import MAC_A, MAC_B, NS, Timed


def told(folder: Path, *frames: Timed) -> list[tuple[str, str, float, str | None, str | None]]:
    """Kind, track, time, old and new owner of each."""
    return [
        (move.what, move.track, move.time / NS, mac_text(move.before or 0), mac_text(move.after or 0))
        for move in moves(record(folder, list(frames)))
    ]


def test_a_handover_and_who_followed_it(tmp_path: Path) -> None:
    frames = [said(0, MAC_A), *good(1, 1), said(10, MAC_B), *good(11, 2, by=MAC_B)]
    assert told(tmp_path, *frames) == [
        ("handover", "claimed", 10, MAC_A, MAC_B),
        ("changes hands", "used", 11, MAC_A, MAC_B),
        ("changes hands", "serving", 11.001, MAC_A, MAC_B),
    ]


def test_a_contest_begins_changes_hands_and_ends(tmp_path: Path) -> None:
    turns = [said(time, (MAC_A, MAC_B)[turn % 2]) for turn, time in enumerate((0, 10, 13, 16, 17, 19))]
    found = told(tmp_path, *good(1, 1), *turns)
    assert {(what, track) for what, track, *_ in found} == {
        ("contest begins", "claimed"),
        ("changes hands", "claimed"),
        ("contest ends", "claimed"),
    }
    assert [(what, at) for what, _, at, *_ in found if what != "changes hands"] == [
        ("contest begins", 10),
        ("contest ends", 19),
    ]


def test_where_nothing_moves_there_is_nothing_to_tell(tmp_path: Path) -> None:
    assert told(tmp_path, said(0, MAC_A), *good(1, 1), *good(2, 2)) == []
