"""What cannot be read is listed, and the rest is told."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from arpwatch_k8s.cluster import Processes, Threads
from arpwatch_k8s.cluster.crews import Lost
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.periods import jobs, windows
from arpwatch_k8s.periods.running import FIRST_LOOK
from arpwatch_k8s.periods.text import text
from tests.periods.whole import HOUR_NS, episodes, kept_as


@pytest.fixture
def folder(tmp_path: Path) -> str:
    return kept_as(tmp_path, episodes("healthy", "handover-slow", "kubevip-move", apart_ns=3 * HOUR_NS), files=1)


@contextmanager
def unreadable(path: Path) -> Iterator[None]:
    """A file that is not as it was written."""
    data = path.read_bytes()
    path.write_bytes(data[:-1])
    yield
    path.write_bytes(data)


def test_a_window_whose_file_is_damaged_is_left_and_the_others_are_told(folder: str) -> None:
    path = min((Path(folder) / "evidence").rglob("*.parquet"), key=lambda path: path.stat().st_size)
    with unreadable(path):
        told = windows(folder, lambda: Threads(1), every_ns=HOUR_NS)
    assert len(told.windows) == 2
    ((name, why),) = {(one.path, one.why) for one in told.failed}
    assert name.startswith(f"{folder}, window from 20")
    assert why.endswith("is not as it was written")
    assert windows(folder, lambda: Threads(1), every_ns=HOUR_NS).failed == ()


def test_where_only_the_first_look_failed_the_window_is_told_and_so_is_that(
    folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> object:
        raise InputError("no room for it", fix="")

    monkeypatch.setattr(jobs, "load", fails)
    told = windows(folder, lambda: Threads(1), every_ns=HOUR_NS)
    assert len(told.windows) == len(told.failed) == 3
    assert {one.why for one in told.failed} == {f"{FIRST_LOOK}no room for it"}
    assert "Not looked at, or not wholly: 3 windows" in text(told)


class Gone(Threads):
    """Workers that cannot be had anew."""

    def renew(self) -> None:
        if hasattr(self, "executor"):
            raise Lost("nobody is left")
        super().renew()


def test_where_nobody_is_left_it_is_said_how_much_is_missing(folder: str) -> None:
    def crew() -> Gone:
        made = Gone(1)
        made.executor.shutdown()
        made.broken = (RuntimeError,)
        return made

    told = windows(folder, crew, every_ns=HOUR_NS)
    assert (told.windows, told.not_begun, told.lost) == ((), 3, "nobody is left")


def test_a_data_set_is_needed(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no data set"):
        windows(str(tmp_path), lambda: Processes(1), every_ns=HOUR_NS)
