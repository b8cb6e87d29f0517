"""Several pipes and connections at once, under names of their own."""

import os
import select
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event, Thread

import pytest

from arpwatch_k8s.analysis.given import given
from arpwatch_k8s.analysis.savefiles import analyze, read
from arpwatch_k8s.capture import pipes
from arpwatch_k8s.errors import InputError, UsageError
from tests.capture.beginning import once_begun
from tests.cli.command import run
from tests.savefiles import MAC_A, NS, VIP, announcement, pcap, save

PIPE_BYTES = 64 << 10
"""What a pipe holds before its writer has to wait."""
CAPTURE = pcap([(second * NS, announcement(MAC_A)) for second in range(4000)])
OTHER = pcap([(second * NS + 5, announcement(MAC_A)) for second in range(4000)])


def begun(work: Callable[[], object]) -> Thread:
    """A thread that does some work, and keeps nobody waiting where the test fails before it can."""
    thread = Thread(target=work, daemon=True)
    thread.start()
    return thread


def two_pipes(tmp_path: Path) -> tuple[Path, Path]:
    first, second = tmp_path / "one", tmp_path / "two"
    os.mkfifo(first)
    os.mkfifo(second)
    return first, second


def test_pipes_are_read_at_once_and_called_as_they_were_named(tmp_path: Path) -> None:
    first, second = two_pipes(tmp_path)

    def write() -> None:
        """The second as a whole before the first ends: more than it holds unread."""
        with first.open("wb") as one, second.open("wb") as two:
            one.write(CAPTURE[:1000])
            one.flush()
            two.write(OTHER)
            two.flush()
            one.write(CAPTURE[1000:])

    assert len(OTHER) > 2 * PIPE_BYTES
    writer = begun(write)
    result = analyze([f"node1={first}", f"node2={second}"], vips=[VIP])
    writer.join()
    assert [(info.name, info.frames) for info in result.case.captures] == [("node1", 4000), ("node2", 4000)]


@pytest.fixture
def interrupt() -> Iterator[Callable[[], None]]:
    """Ctrl-C, which raises KeyboardInterrupt where nobody says otherwise; in a shell's background it is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield lambda: os.kill(os.getpid(), signal.SIGINT)
    assert signal.signal(signal.SIGINT, before) is signal.default_int_handler


def test_one_interrupt_ends_all_pipes_with_what_they_have(tmp_path: Path, interrupt: Callable[[], None]) -> None:
    first, second = two_pipes(tmp_path)
    over = Event()

    def write() -> None:
        with first.open("wb", buffering=0) as one, second.open("wb", buffering=0) as two:
            one.write(CAPTURE)
            two.write(OTHER)
            interrupt()
            over.wait()

    writer = begun(write)
    try:
        captures = read([first, second], [VIP]).captures
    finally:
        over.set()
    writer.join()
    assert [info.interrupted for info in captures] == [True, True]
    assert min(info.frames for info in captures) > 1000


def test_one_that_is_no_capture_ends_all(tmp_path: Path) -> None:
    first, second = two_pipes(tmp_path)
    over = Event()

    def write() -> None:
        with first.open("wb", buffering=0) as one, second.open("wb", buffering=0) as two:
            one.write(CAPTURE[:1000])
            two.write(b"tcpdump: eth0: no such device\n")
            two.close()
            over.wait()

    writer = begun(write)
    try:
        with pytest.raises(InputError, match="two: not a capture"):
            read([first, second], [VIP])
    finally:
        over.set()
    writer.join()


class Waiting:
    """Work that ends once the bell rings, or is late: after a minute."""

    def __init__(self) -> None:
        self.heard: list[bool] = []

    def work(self, task: int, bell: int | None) -> int:
        assert bell is not None
        waiting = select.poll()
        waiting.register(bell, select.POLLIN)
        self.heard.append(bool(waiting.poll(60_000)))
        return task


@pytest.mark.parametrize("number", [1, 2, 3])
def test_an_interrupt_that_comes_before_all_are_begun_ends_all(
    monkeypatch: pytest.MonkeyPatch, interrupt: Callable[[], None], number: int
) -> None:
    once_begun(monkeypatch, number, interrupt)
    waiting = Waiting()
    assert pipes.together(waiting.work, [1, 2, 3]) == [1, 2, 3]
    assert waiting.heard == [True] * 3


def test_a_second_interrupt_is_raised_and_ends_those_that_are_begun(
    monkeypatch: pytest.MonkeyPatch, interrupt: Callable[[], None]
) -> None:
    def twice() -> None:
        interrupt()
        interrupt()

    once_begun(monkeypatch, 2, twice)
    waiting = Waiting()
    with pytest.raises(KeyboardInterrupt):
        pipes.together(waiting.work, [1, 2, 3])
    assert waiting.heard == [True] * 2


def test_where_one_cannot_be_begun_the_others_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail() -> None:
        raise RuntimeError("can't start new thread")

    once_begun(monkeypatch, 2, fail)
    waiting = Waiting()
    with pytest.raises(RuntimeError, match="can't start"):
        pipes.together(waiting.work, [1, 2, 3])
    assert waiting.heard == [True] * 2


def test_a_thread_that_no_interrupt_reaches_reads_them_as_well() -> None:
    outcomes: list[int] = []
    reader = begun(lambda: outcomes.extend(pipes.together(lambda task, _: task, [1, 2])))
    reader.join()
    assert outcomes == [1, 2]


def served(data: bytes, *, breaks: bool = False) -> tuple[str, Thread]:
    """The URL of a program that hands out a capture; `breaks`: and resets the connection."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener:
            client, _ = listener.accept()
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 14)  # no more is sent than is soon read
            with client:
                client.sendall(data)
                if breaks:
                    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return f"tcp://127.0.0.1:{listener.getsockname()[1]}", begun(serve)


def test_pcap_over_ip_is_read_until_the_other_side_ends(tmp_path: Path) -> None:
    one, serving = served(CAPTURE)
    two, serving_too = served(OTHER)
    captures = read([f"a={one}", two], [VIP]).captures
    serving.join()
    serving_too.join()
    assert [(info.name, info.path, info.frames) for info in captures] == [
        ("a", one, 4000),
        (two.removeprefix("tcp://"), two, 4000),
    ]


def test_of_a_connection_that_breaks_what_came_is_kept_and_the_break_told() -> None:
    url, serving = served(CAPTURE * 10, breaks=True)
    done = run("analyze", url, "--vip", VIP)
    serving.join()
    assert done.returncode == 4
    assert "the connection broke after byte" in done.stderr


def test_where_nobody_listens_it_is_told_at_once() -> None:
    listener = socket.create_server(("127.0.0.1", 0))
    url = f"tcp://127.0.0.1:{listener.getsockname()[1]}"
    listener.close()
    with pytest.raises(InputError, match="Connection refused"):
        read([url])
    for wrong in ("tcp://127.0.0.1", "tcp://:1", "tcp://host:1/a"):
        with pytest.raises(UsageError, match="names no host and port"):
            read([wrong])


def test_who_does_not_answer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def connect(*_: object, timeout: float) -> None:
        raise TimeoutError("timed out")  # as Python has it, without a number of the system's

    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(InputError, match=r"cannot be read \(timed out\)"):
        read(["tcp://192.0.2.1:1"])


def test_a_name_is_a_word_before_a_source_and_no_part_of_a_path_that_is_there(tmp_path: Path) -> None:
    for argument, expected in {
        "a=-": ("-", "a"),
        "node-1.rack2=s3://b/k?x=y": ("s3://b/k?x=y", "node-1.rack2"),
        "https://host/a?b=c": ("https://host/a?b=c", ""),
        "./a=b": ("./a=b", ""),
        save(tmp_path / "a=b", b""): (str(tmp_path / "a=b"), ""),
    }.items():
        assert (given(argument).text, given(argument).name) == expected


def test_a_name_stands_before_those_of_a_folder_and_is_given_once(tmp_path: Path) -> None:
    save(tmp_path / "x.pcap", CAPTURE)
    save(tmp_path / "y.pcap", OTHER)
    captures = read([f"ring={tmp_path}"], [VIP]).captures
    assert [info.name for info in captures] == ["ring:x.pcap", "ring:y.pcap"]
    with pytest.raises(UsageError, match="a= is given twice"):
        read([f"a={tmp_path}/x.pcap", f"a={tmp_path}/y.pcap"])


def test_too_many_at_once_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipes, "MOST", 1)
    with pytest.raises(UsageError, match="at most 1 are read at one time"):
        read(["tcp://127.0.0.1:1", "tcp://127.0.0.1:2"])
