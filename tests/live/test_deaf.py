"""Sinks that hang, refuse and fail, and a full disk, cost the watch no frame; once well they hear every end."""

import pytest

from tests.benchmarks.deaf import play

pytestmark = pytest.mark.lab


def test_sinks_that_do_not_hear_cost_no_frame_and_hear_every_end_once_they_do() -> None:
    """In short: `make deaf` does it for ten minutes."""
    done = play(deaf_s=8, rate=1000, moves_apart_s=4, hangs_s=1)
    assert done.code == 0, done.log
    assert (done.stopped["frames"], done.stopped["dropped"]) == (done.sent, 0)
    assert len(done.opened) == 2
    assert done.resolved == done.opened
    assert {name: set(heard) == set(done.resolved) for name, heard in done.heard.items()} == dict.fromkeys(
        done.heard, True
    )
    assert len(done.heard) == 7
    assert done.remembered == done.resolved
    assert sum("does not hear" in line for line in done.log) == 7
    assert sum("hears again" in line for line in done.log) == 7
    assert [line.partition("history: ")[2][:17] for line in done.log if "history" in line] == [
        "cannot be written",
        "is written again",
    ]
