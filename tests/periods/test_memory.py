"""What a worker holds is a window, however many there are."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from arpwatch_k8s.cluster import Threads
from arpwatch_k8s.periods import carrying, judging, windows
from arpwatch_k8s.periods.around import Around
from tests.periods.whole import HOUR_NS, kept_as
from tests.savefiles import MAC_A, NS, Timed, announcement, exchange, question

BEGIN = 1_700_000_000 * NS // HOUR_NS * HOUR_NS
EACH = 50


def hours(count: int) -> list[Timed]:
    """So many hours of which each has as many connections, one of which stays open."""
    found: list[Timed] = []
    for hour in range(count):
        at = BEGIN + hour * HOUR_NS + 1800 * NS
        found += [(at, announcement(MAC_A)), (at + NS, question()), *exchange(at + 2 * NS, 50_000 + hour)[:2]]
        for number in range(EACH):
            found += exchange(at + (3 + number) * NS, 1000 + hour * EACH + number)
    return found


def most_held(folder: str, monkeypatch: pytest.MonkeyPatch) -> int:
    """The most rows that any window was judged by."""
    held: list[int] = []
    real = judging.read_around

    def counted(*arguments: object) -> Around:
        read: Around = real(*arguments)  # type: ignore[arg-type]
        held.append(len(read.rows))
        return read

    with monkeypatch.context() as patch:
        patch.setattr(judging, "read_around", counted)
        told = windows(folder, lambda: Threads(1), every_ns=HOUR_NS)
    assert len(held) == len(told.windows)
    return max(held)


@pytest.mark.parametrize("counts", [(4, 16)])
def test_a_window_of_many_holds_no_more_than_one_of_few(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counts: Sequence[int]
) -> None:
    few, many = (
        most_held(kept_as(tmp_path / str(count), [hours(count)], files=count), monkeypatch) for count in counts
    )
    assert few > 4 * EACH
    # of each hour before, the connection that is still open
    assert many - few <= 2 * (counts[1] - counts[0])


def test_of_connections_that_never_end_the_newest_are_carried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrying, "MOST_ROWS", 6)
    folder = kept_as(tmp_path, [hours(16)], files=16)
    assert most_held(folder, monkeypatch) <= 4 * EACH + 4 + 6 + 10
