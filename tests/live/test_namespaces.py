"""What a command says is read to its last line, however its lines come."""

import pytest

from tests.cli.command import run
from tests.live.namespaces import command, pair

pytestmark = pytest.mark.lab


@pytest.mark.parametrize("is_taken", [False, True])
def test_lines_that_come_at_once_are_all_there_after_the_first_was_waited_for(is_taken: bool) -> None:
    said = run("lint", "--list").stdout.splitlines()
    with pair() as wire, command(wire.here, "lint", "--list") as running:
        first = running.until("")
        taken = running.take() if is_taken else []
        kept = len(running.lines)
        code, lines = running.wait()
    assert (code, first) == (0, said[0])
    assert len(said) > 10
    assert [first, *taken, *lines[kept:]] == said
