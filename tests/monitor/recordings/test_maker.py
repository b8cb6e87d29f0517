"""The process that makes reports: bounded, told of what goes wrong, and gone with the watch."""

import os
import resource
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from arpwatch_k8s.errors import InputError, OutputError
from arpwatch_k8s.monitor.recordings import maker
from arpwatch_k8s.monitor.recordings.maker import GONE, Maker, begin
from tests.monitor.recordings.doing import Doing, hang, nothing, until


@contextmanager
def begun(what: Callable[[Path, Path], None], before: Callable[[], None] = nothing) -> Iterator[Maker]:
    """A process that does something in the place of a report."""
    made = begin(Doing(what, before), None)
    try:
        yield made
    finally:
        made.close()


def state(process: int) -> str | None:
    """A process's state; None where there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2][:1]
    except FileNotFoundError:
        return None


def copy(capture: Path, target: Path) -> None:
    """A report that is its recording."""
    target.write_bytes(capture.read_bytes())


def test_it_makes_one_after_the_other(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("frames")
    with begun(copy) as process:
        assert process.ready() == ""
        for name in ("b", "c"):
            assert process.make(tmp_path / "a", tmp_path / name) == ""
    assert [(tmp_path / name).read_text() for name in ("b", "c")] == ["frames", "frames"]
    assert state(process.process) is None


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (InputError("x: no capture", fix="Give one."), "x: no capture; Give one."),
        (OSError(28, "No space left on device"), "[Errno 28] No space left on device"),
        (MemoryError(), "it needs more memory than it may have"),
        (ValueError("one\ntwo"), "ValueError: one two"),
        (ValueError("x" * 999), f"ValueError: {'x' * 288}"),
    ],
)
def test_what_keeps_a_report_from_being_made_is_told_and_the_next_is_made(
    tmp_path: Path, error: Exception, words: str
) -> None:
    def work(capture: Path, target: Path) -> None:
        if capture.name == "bad":
            raise error
        target.touch()

    with begun(work) as process:
        assert process.ready() == ""
        assert process.make(tmp_path / "bad", tmp_path / "report") == words
        assert process.make(tmp_path / "good", tmp_path / "report") == ""
    assert (tmp_path / "report").exists()


@pytest.mark.parametrize(
    ("end", "words"),
    [
        (lambda: os.kill(os.getpid(), signal.SIGXCPU), "it was ended by SIGXCPU"),
        (lambda: os._exit(3), "it ended with 3"),
    ],
)
def test_one_that_ends_without_a_word_is_told_by_how(tmp_path: Path, end: Callable[[], None], words: str) -> None:
    with begun(lambda _, __: end()) as process:
        process.ready()
        assert process.make(tmp_path, tmp_path) == words


def test_one_that_takes_too_long_is_ended_with_what_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def beget(_: Path, target: Path) -> None:
        child = subprocess.Popen(["sleep", "99"])
        target.write_text(str(child.pid))
        signal.pause()

    monkeypatch.setattr(maker, "MOST_S", 1.0)
    with begun(beget) as process:
        process.ready()
        assert process.make(tmp_path, tmp_path / "child") == "it took more than 1 s"
    until(lambda: state(int((tmp_path / "child").read_text())) in ("Z", None))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (OutputError("no room", fix="Make some."), "no room; Make some."),
        (ValueError("no font"), "ValueError: no font"),
    ],
)
def test_where_it_cannot_be_prepared_that_is_told_and_nothing_is_made(
    tmp_path: Path, error: Exception, words: str
) -> None:
    def refuse() -> None:
        raise error

    with begun(copy, refuse) as process:
        assert process.ready() == words
        until(lambda: state(process.process) == "Z")
        assert process.make(tmp_path, tmp_path) == GONE


def test_it_is_the_least_important_bounded_and_has_no_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def look(_: Path, target: Path) -> None:
        own = Path("/proc/self")
        limits = [
            line for line in (own / "limits").read_text().splitlines() if line.startswith(("Max cpu", "Max core"))
        ]
        said = [
            *(" ".join(line.split()) for line in limits),
            f"nice {os.getpriority(os.PRIO_PROCESS, 0)}",
            f"oom {(own / 'oom_score_adj').read_text().strip()}",
            *sorted(os.environ),
            *(str(Path(f"/proc/self/fd/{number}").readlink()) for number in range(3)),
        ]
        target.write_text("\n".join(said))

    for name in maker.KEPT:
        monkeypatch.setenv(name, "x")
    monkeypatch.setenv("ALERT_TOKEN", "secret")
    with begun(look) as process:
        process.ready()
        assert process.make(tmp_path, tmp_path / "said") == ""
    assert (tmp_path / "said").read_text().splitlines() == [
        "Max cpu time 300 300 seconds",
        "Max core file size 0 0 bytes",
        "nice 19",
        "oom 1000",
        *sorted(maker.KEPT),
        *["/dev/null"] * 3,
    ]
    assert os.getpriority(os.PRIO_PROCESS, 0) != 19
    assert os.environ["ALERT_TOKEN"] == "secret"


def test_one_that_is_bounded_by_less_already_stays_so(tmp_path: Path) -> None:
    def look(_: Path, target: Path) -> None:
        target.write_text(str(resource.getrlimit(resource.RLIMIT_CPU)))

    with begun(look, lambda: resource.setrlimit(resource.RLIMIT_CPU, (100, 100))) as process:
        process.ready()
        assert process.make(tmp_path, tmp_path / "said") == ""
    assert (tmp_path / "said").read_text() == "(100, 100)"


def test_signals_of_the_watch_do_not_end_it(tmp_path: Path) -> None:
    (tmp_path / "a").touch()
    with begun(copy) as process:
        process.ready()
        for number in (signal.SIGUSR1, signal.SIGHUP):
            os.kill(process.process, number)
        assert process.make(tmp_path / "a", tmp_path / "b") == ""


def test_the_end_takes_what_it_is_at_along(tmp_path: Path) -> None:
    with ExitStack() as stack:
        process = stack.enter_context(begun(hang))
        process.ready()
        process.channel.sendall(f'["a", "{tmp_path / "who"}"]'.encode())
        until((tmp_path / "who").exists)
    assert state(process.process) is None
    until(lambda: state(int((tmp_path / "who").read_text())) in ("Z", None))
    process.close()  # a second time is nothing


@pytest.mark.parametrize("is_busy", [False, True])
def test_a_watch_that_is_killed_leaves_none(tmp_path: Path, is_busy: bool) -> None:
    def keep_watch() -> None:
        process = begin(Doing(hang), None)
        process.ready()
        if is_busy:
            process.channel.sendall(f'["a", "{tmp_path / "who"}"]'.encode())
            until((tmp_path / "who").exists)
        (tmp_path / "part").write_text(str(process.process))
        (tmp_path / "part").rename(tmp_path / "maker")
        signal.pause()

    watch = os.fork()
    if watch == 0:
        maker.in_child(keep_watch)
    until((tmp_path / "maker").exists)
    left = [int((tmp_path / name).read_text()) for name in ("maker", *(["who"] if is_busy else []))]
    assert "Z" not in [state(each) for each in left]
    os.kill(watch, signal.SIGKILL)
    os.waitpid(watch, 0)
    until(lambda: all(state(each) in ("Z", None) for each in left))
