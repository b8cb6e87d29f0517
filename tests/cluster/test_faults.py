"""Whatever ends an extraction, the next one goes on from there: nothing is lost, and nothing counted twice."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Thread

import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.cluster import Extracted, Processes, Threads, extract, work
from arpwatch_k8s.cluster.extraction import GONE
from arpwatch_k8s.correlator.vips import discover
from arpwatch_k8s.dataset import snapshot
from arpwatch_k8s.dataset.places import MARKER
from arpwatch_k8s.errors import InputError, UsageError
from tests.cluster.pieces import NOW_NS, cut, difference, kept
from tests.conftest import REPO

COUNT = 24


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    return cut("flapping", COUNT, tmp_path / "ring")


def run(paths: list[str], target: Path, *, keep_going: bool = False) -> Extracted:
    return extract(paths, str(target), lambda: Threads(2), now_ns=NOW_NS, keep_going=keep_going)


def soon(there: Callable[[], bool]) -> bool:
    """Whether something comes to be, within a minute."""
    for _ in range(6000):
        if there():
            return True
        time.sleep(0.01)
    return False


def read_so_far(target: Path) -> int:
    return len(list((target / "readings").glob("*.json")))


def test_a_worker_that_is_killed_is_replaced(paths: list[str], tmp_path: Path) -> None:
    crew = Processes(2)
    target = tmp_path / "set"

    def kill() -> None:
        assert soon(lambda: read_so_far(target) >= 5)
        os.kill(next(iter(crew.executor._processes)), signal.SIGKILL)  # type: ignore[attr-defined]

    killer = Thread(target=kill)
    killer.start()
    did = extract(paths, str(target), lambda: crew, now_ns=NOW_NS)
    killer.join()
    assert (len(did.captures), did.failed, did.not_begun) == (COUNT, [], 0)
    assert difference(load(paths, discover=discover), kept(target)) == ""


def test_one_that_is_killed_whole_is_gone_on_with(paths: list[str], tmp_path: Path) -> None:
    target = tmp_path / "set"
    command = [sys.executable, "-m", "arpwatch_k8s", "extract", *paths, "-o", str(target), "--workers", "2"]
    with subprocess.Popen(command, env={**os.environ, "PYTHONPATH": str(REPO)}, stderr=subprocess.DEVNULL) as process:
        assert soon(lambda: read_so_far(target) >= 5)
        workers = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.kill()
    assert len(workers) >= 2
    assert soon(lambda: not any(Path(f"/proc/{worker}").exists() for worker in workers))
    before = read_so_far(target)
    assert 5 <= before < 2 * COUNT
    did = run(paths, target)
    assert did.known >= min(before, COUNT)
    assert len(did.captures) + did.known == COUNT
    assert difference(load(paths, discover=discover), kept(target)) == ""


def test_two_who_write_one_data_set_at_a_time_make_it_of_all(tmp_path: Path) -> None:
    ring, other = cut("flapping", COUNT, tmp_path / "ring"), cut("two-vips-one-sick", COUNT, tmp_path / "other")
    shared = [*ring[: COUNT // 2], *other[: COUNT // 2]]
    writers = [Thread(target=run, args=(mine, tmp_path / "set")) for mine in ([*ring, *shared], [*other, *shared])]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert difference(load([*ring, *other], discover=discover), kept(tmp_path / "set")) == ""


def test_a_folder_that_another_writer_has_just_begun_with_is_shared(paths: list[str], tmp_path: Path) -> None:
    (tmp_path / "set" / "readings").mkdir(parents=True)
    (tmp_path / "set" / f".{MARKER}.0123abcd").write_bytes(b"")
    run(paths, tmp_path / "set")
    assert difference(load(paths, discover=discover), kept(tmp_path / "set")) == ""


def test_one_that_is_begun_meanwhile_for_other_vips_is_refused(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def begin(folder: Path, given: tuple[int, ...] | None) -> snapshot.Snapshot:
        real(folder, (1, *(given or ())))  # the other one was first
        return real(folder, given)

    real = snapshot.begin
    monkeypatch.setattr(snapshot, "begin", begin)
    with pytest.raises(UsageError, match="of other VIPs"):
        run(paths, tmp_path / "set")
    assert not list((tmp_path / "set" / "readings").iterdir())


@pytest.mark.parametrize("room", [4, 40, 140], ids=["at once", "in the first reading", "in the second"])
def test_a_full_disk_ends_it_and_what_is_written_stays(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    writes = 0

    def write(path: Path, data: bytes) -> int:
        nonlocal writes
        writes += 1
        if writes > room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return real(path, data)

    real = Path.write_bytes
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", write)
        did = run(paths, tmp_path / "set", keep_going=True)
    assert did.failed
    assert all("No space left" in failure.why for failure in did.failed)
    assert did.not_begun > 0
    assert did.snapshot is None
    assert [path.name for path in (tmp_path / "set").rglob(".*")] == [".lock"]
    run(paths, tmp_path / "set")
    assert difference(load(paths, discover=discover), kept(tmp_path / "set")) == ""


def test_a_capture_that_is_written_to_while_it_is_read_is_not_taken(
    paths: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(task: object, *rest: object, **more: object) -> object:
        part = real(task, *rest, **more)
        if task.source.path == paths[7]:  # type: ignore[attr-defined]
            os.utime(paths[7])
        return part

    real = work.read_source
    with monkeypatch.context() as patch:
        patch.setattr(work, "read_source", read)
        did = run(paths, tmp_path / "set", keep_going=True)
    assert [(failure.path, failure.why) for failure in did.failed] == [(paths[7], "was written to while it was read")]
    assert len(kept(tmp_path / "set").captures) == COUNT - 1


@pytest.mark.parametrize("reading", ["control", "tcp-"])
def test_where_a_table_is_gone_what_is_told_to_be_done_brings_it_back(
    paths: list[str], tmp_path: Path, reading: str
) -> None:
    run(paths, tmp_path / "set")
    next((tmp_path / "set" / "evidence").rglob(f"*.{reading}*.parquet")).unlink()
    with pytest.raises(InputError, match="cannot be read") as told:
        kept(tmp_path / "set")
    remove, _, then = told.value.fix.partition(", and ")
    assert then == "run extract again, with the captures."
    Path(remove.removeprefix("Remove ")).unlink()
    with pytest.raises(InputError, match="is not there, though it was made"):
        kept(tmp_path / "set")
    run(paths, tmp_path / "set")
    assert difference(load(paths, discover=discover), kept(tmp_path / "set")) == ""


def test_a_second_reading_that_is_gone_with_its_capture_is_said_to_be_lacking_once(
    paths: list[str], tmp_path: Path
) -> None:
    run(paths, tmp_path / "set")
    manifest = next((tmp_path / "set" / "readings").glob("*.tcp-*.json"))
    path = json.loads(manifest.read_text())["path"]
    manifest.unlink()
    Path(path).unlink()
    others = [other for other in paths if other != path]
    assert [(failure.path, failure.why) for failure in run(others, tmp_path / "set").failed] == [(path, GONE)]
    assert run(others, tmp_path / "set").failed == []
    assert len(kept(tmp_path / "set").captures) == COUNT


def test_damage_to_one_file_of_many_is_told_and_the_rest_is_read(paths: list[str], tmp_path: Path) -> None:
    Path(paths[3]).write_bytes(b"\0" * 1000)
    os.utime(paths[3], ns=(0, 0))
    did = run(paths, tmp_path / "set", keep_going=True)
    assert [failure.path for failure in did.failed] == [paths[3]]
    others = [path for path in paths if path != paths[3]]
    assert difference(load(others, discover=discover), kept(tmp_path / "set")) == ""
