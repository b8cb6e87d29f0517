"""Work handed out: whose fault it is that a worker ended, and what becomes of the others' work."""

from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, Future

import pytest

from arpwatch_k8s.capture.source import Kind, Source
from arpwatch_k8s.cluster.crews import Lost
from arpwatch_k8s.cluster.driving import ENDED, Drive, Failed, Ran
from arpwatch_k8s.cluster.work import Done, First, Job, do
from arpwatch_k8s.savefile.info import CaptureInfo

INFO = CaptureInfo(
    name="", path="", format="", compression=None, compression_fault=None, link_types=(), sections=(), frames=0,
    first_ns=None, last_ns=None,
)  # fmt: skip
BROKEN = BrokenExecutor("a worker ended")


def job(name: str) -> Job:
    return First(source=Source(path=name, kind=Kind.FILE), folder="", vips=None)


class Pool(Executor):
    """Two workers that read the first letter of a name: k kills its worker, and with it what the other one does."""

    def __init__(self, began: list[str]) -> None:
        self._began = began
        self._waiting: list[Future[Done | Failed]] = []
        self._is_broken = False

    def submit(self, work: Callable[..., object], /, *arguments: Job, **_: object) -> Future[Done | Failed]:  # type: ignore[override]
        if self._is_broken:
            raise BROKEN
        name = arguments[0].source.path
        self._began.append(name)
        future: Future[Done | Failed] = Future()
        self._waiting.append(future)
        if name.startswith("k"):
            self._is_broken = True
            for each in self._waiting:
                each.set_exception(BROKEN)
        elif name.startswith("f"):
            self._end(future, Failed(path=name, why="no capture"))
        elif name.startswith("n"):
            self._end(future, Failed(path=name, why="no room", no_room=True))
        elif not name.startswith("s"):  # which is slow: it never ends but with its worker
            self._end(future, Done(content=name, info=INFO))
        return future

    def _end(self, future: Future[Done | Failed], outcome: Done | Failed) -> None:
        self._waiting.remove(future)
        future.set_result(outcome)


class Crew:
    """A pool that can be had anew so many times."""

    broken = (BrokenExecutor,)
    most = 2

    def __init__(self, renewals: int = 100) -> None:
        self.began: list[str] = []
        self.executor: Executor = Pool(self.began)
        self._renewals = renewals

    def renew(self) -> None:
        if not self._renewals:
            raise Lost("nobody is left")
        self._renewals -= 1
        self.executor = Pool(self.began)

    def close(self) -> None:
        pass


def run(names: str, *, keep_going: bool = True, renewals: int = 100) -> tuple[Ran[Done], list[str]]:
    """What becomes of jobs of these names, and which were begun."""
    crew = Crew(renewals)
    return Drive(crew, do, keep_going, lambda _: None).run([job(name) for name in names.split()]), crew.began


def test_a_job_that_kills_its_worker_twice_fails_and_no_other_does() -> None:
    ran, _ = run("a b k c d")
    assert sorted(done.content for done in ran.done) == ["a", "b", "c", "d"]
    assert [(failed.path, failed.why) for failed in ran.failed] == [("k", ENDED)]
    assert ran.not_begun == 0


def test_several_of_them_fail_each_by_itself() -> None:
    ran, began = run("k1 a k2 b k3")
    assert sorted(failed.path for failed in ran.failed) == ["k1", "k2", "k3"]
    assert sorted(done.content for done in ran.done) == ["a", "b"]
    assert began.count("k1") == 2


def test_where_nobody_is_left_all_that_is_not_done_is_counted() -> None:
    ran, _ = run("a k b c", renewals=0)
    assert ran.lost == "nobody is left"
    assert len(ran.done) + ran.not_begun == 4
    assert ran.failed == []


def test_a_suspect_is_not_to_blame_where_nobody_is_left() -> None:
    ran, _ = run("k a b", renewals=1)
    assert (ran.lost, ran.failed) == ("nobody is left", [])
    assert len(ran.done) + ran.not_begun == 3


@pytest.mark.parametrize("keep_going", [True, False])
def test_a_failure_ends_it_unless_it_is_to_go_on(keep_going: bool) -> None:
    ran, began = run("f a b c d e", keep_going=keep_going)
    assert [failed.path for failed in ran.failed] == ["f"]
    assert len(ran.done) + ran.not_begun == 5
    assert (ran.not_begun == 0) is keep_going
    assert len(began) == 6 - ran.not_begun


def test_where_there_is_no_room_it_does_not_go_on() -> None:
    ran, _ = run("n a b c d e", keep_going=True)
    assert ran.not_begun > 0
