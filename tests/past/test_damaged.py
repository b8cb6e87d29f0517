"""Histories with any bytes changed, or cut short: read as far as they are whole, or refused in two lines."""

import random
from collections.abc import Callable
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.errors import ArpwatchError, InputError, OutputError, UsageError
from arpwatch_k8s.past.document import document
from arpwatch_k8s.past.figure import pages
from arpwatch_k8s.past.reading import read
from arpwatch_k8s.past.store import Store
from arpwatch_k8s.past.text import text
from arpwatch_k8s.plotter.setting import Look
from tests.past.months import Clock, write

PAGE = 4096


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("history") / "month.db"
    write(path, Clock())
    return path.read_bytes()


def shown(path: Path) -> None:
    """Read it, in every form."""
    history = read(path)
    text(history, UTC)
    document(history)
    pages(history, Look())


def refusal(path: Path, use: Callable[[Path], object]) -> ArpwatchError | None:
    """What a use of a file is refused with, None where it is not."""
    try:
        use(path)
    except ArpwatchError as error:
        return error
    return None


@pytest.mark.parametrize("seed", range(8))
def test_any_bytes_are_read_or_refused(tmp_path: Path, whole: bytes, seed: int) -> None:
    chance = random.Random(seed)
    refused = 0
    for number in range(30):
        data = bytearray(whole)
        for _ in range(chance.choice((1, 3, 30))):
            data[chance.randrange(chance.choice((PAGE, len(data))))] = chance.randrange(256)
        path = tmp_path / f"{number}.db"
        path.write_bytes(data[: chance.randrange(len(data))] if chance.random() < 0.1 else data)
        before = path.read_bytes()
        unread = refusal(path, shown)
        unused = refusal(path, lambda path: Store(path).close())
        assert unread is None or (isinstance(unread, InputError | UsageError) and len(str(unread).splitlines()) == 2)
        assert unused is None or (isinstance(unused, OutputError) and path.read_bytes() == before)
        refused += unread is not None
    assert 0 < refused < 30
