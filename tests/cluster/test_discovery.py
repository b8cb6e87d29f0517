"""The VIPs of all captures are the same whoever reads them back, and whatever becomes of who does."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Future
from pathlib import Path

import pytest

from arpwatch_k8s.cluster import Processes, Threads, extract
from arpwatch_k8s.cluster.crews import Crew, Lost
from arpwatch_k8s.cluster.discovery import TOGETHER, Held, jobs_back, read_back, vips_in
from arpwatch_k8s.cluster.extraction import first_readings
from arpwatch_k8s.dataset.kept import Kept
from arpwatch_k8s.errors import InputError
from tests.cluster.pieces import NOW_NS, cut

COUNT = TOGETHER + 8
"""Captures: more than one worker reads back at once."""
FOUND = 2
"""VIPs in them."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("made")
    extract(cut("two-vips-one-sick", COUNT, made / "ring"), str(made / "set"), lambda: Threads(2), now_ns=NOW_NS)
    return made / "set"


@pytest.fixture
def first(folder: Path) -> list[Kept]:
    return first_readings(folder, None)


class Gone(Threads):
    """Workers that are all lost with the first job."""

    def renew(self) -> None:
        """There are none."""
        if hasattr(self, "executor"):
            raise Lost("gone")
        Threads.renew(self)
        broken: Future[object] = Future()
        broken.set_exception(BrokenExecutor())
        self.executor.submit = lambda *_, **__: broken  # type: ignore[method-assign, assignment]


@pytest.mark.parametrize("crew", [lambda: None, lambda: Threads(2), lambda: Processes(2), lambda: Gone(2)])
def test_whoever_reads_them_back_the_vips_are_the_same(
    folder: Path, first: list[Kept], crew: Callable[[], Crew | None]
) -> None:
    workers = crew()
    found, left = vips_in(folder, first, workers)
    assert (len(found), left) == (FOUND, 0)
    assert found == vips_in(folder, first, None)[0]
    if workers is not None:
        workers.close()


def test_jobs_have_all_readings_once(folder: Path, first: list[Kept]) -> None:
    jobs = jobs_back(folder, first)
    assert [len(job.readings) for job in jobs] == [TOGETHER, COUNT - TOGETHER]
    assert [kept for job in jobs for kept in job.readings] == first


def test_what_is_read_back_together_is_in_order_of_time(folder: Path, first: list[Kept]) -> None:
    held = read_back(jobs_back(folder, first[::-1])[0])
    assert isinstance(held, Held)
    times = held.part.evidence["time"].tolist()
    assert times == sorted(times)
    assert len(times) > 10


def test_a_file_that_is_gone_is_told_as_ever(folder: Path, first: list[Kept]) -> None:
    place, _ = first[3].files["endpoints"]
    data = (folder / place).read_bytes()
    (folder / place).unlink()
    try:
        with pytest.raises(InputError, match="cannot be read"):
            vips_in(folder, first, Threads(2))
    finally:
        (folder / place).write_bytes(data)
