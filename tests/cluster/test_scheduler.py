"""A Dask cluster as it is: a scheduler and two workers on loopback, in processes of their own."""

import subprocess
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.cluster import Extracted, Scheduler, Threads, extract
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.periods import windows
from arpwatch_k8s.periods.document import document
from tests.cluster.dask_cluster import Cluster, until
from tests.cluster.pieces import NOW_NS, cut, difference, kept
from tests.periods.whole import episodes, kept_as
from tests.savefiles import NS

pytestmark = [pytest.mark.dask, pytest.mark.long]

COUNT = 50


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    made = Cluster(tmp_path_factory.mktemp("cluster"))
    yield made
    made.close()


def test_windows_are_looked_at_by_a_cluster_as_by_this_process(cluster: Cluster, tmp_path: Path) -> None:
    folder = kept_as(tmp_path, episodes("flapping", "handover-slow"))
    told = [
        windows(folder, crew, every_ns=30 * NS) for crew in (lambda: Scheduler(cluster.address), lambda: Threads(1))
    ]
    assert document(told[0]) == document(told[1])
    assert len(told[0].windows) > 3


def run_and_kill(cluster: Cluster, victim: "subprocess.Popen[bytes]", paths: list[str], target: Path) -> Extracted:
    """An extraction in the midst of which a process is killed."""

    def kill() -> None:
        until(lambda: len(list((target / "readings").glob("*.json"))) > COUNT // 10)
        victim.kill()

    killer = Thread(target=kill)
    killer.start()
    try:
        return extract(paths, str(target), lambda: Scheduler(cluster.address), now_ns=NOW_NS)
    finally:
        killer.join()


def test_a_worker_that_is_killed_is_missed_by_nobody(cluster: Cluster, tmp_path: Path) -> None:
    paths = cut("flapping", COUNT, tmp_path / "ring")
    did = run_and_kill(cluster, cluster.workers[0], paths, tmp_path / "set")
    assert (len(did.captures), did.failed, did.lost) == (COUNT, [], "")
    assert difference(load(paths, discover=discover), kept(tmp_path / "set")) == ""


def test_where_the_scheduler_goes_what_is_done_stays_and_the_rest_is_done_later(
    cluster: Cluster, tmp_path: Path
) -> None:
    paths = cut("flapping", COUNT, tmp_path / "ring")
    did = run_and_kill(cluster, cluster.scheduler, paths, tmp_path / "set")
    assert did.lost == f"the scheduler at {cluster.address} is gone"
    assert (did.snapshot, did.failed) == (None, [])
    assert did.not_begun + len(did.captures) == COUNT
    again = extract(paths, str(tmp_path / "set"), lambda: Threads(2), now_ns=NOW_NS)
    assert again.known >= len(did.captures) > 0
    assert difference(load(paths, discover=discover), kept(tmp_path / "set")) == ""


def test_where_there_is_no_scheduler_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.cluster.crews.TO_CONNECT_S", 0.2)
    with pytest.raises(InputError, match=r"--scheduler tcp://127\.0\.0\.1:9"):
        Scheduler("tcp://127.0.0.1:9")
