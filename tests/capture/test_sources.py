"""From the arguments of a command to what is read, in order."""

import bz2
import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
import zstandard

from arpwatch_k8s.capture import sameness, sources
from arpwatch_k8s.capture.source import Kind, Source, open_source
from arpwatch_k8s.capture.sources import find
from arpwatch_k8s.errors import InputError, UsageError
from arpwatch_k8s.savefile.compression import Compression, Stream
from tests.savefiles import MAC_A, MAC_B, announcement, pcap, pcapng, save

PLAIN = Compression.PLAIN


def capture(*times: int, mac: str = MAC_A) -> bytes:
    frame = announcement(mac)
    return pcap([]) + b"".join(pcap([(time, frame)])[24:] for time in times)


def names(sources: Iterator[Source] | tuple[Source, ...]) -> list[str]:
    return [Path(source.path).name for source in sources]


def content(source: Source) -> bytes:
    out, view = b"", memoryview(bytearray(1000))
    with closing(open_source(source)) as stream:
        while got := stream.read_into(view):
            out += view[:got]
    return out


def refusal(*arguments: str | Path) -> InputError:
    with pytest.raises(InputError) as caught:
        find(arguments)
    assert caught.value.fix
    assert "\n" not in caught.value.what + caught.value.fix
    return caught.value


def test_files_come_in_the_order_of_their_first_packets(tmp_path: Path) -> None:
    save(tmp_path / "a", capture(30))
    save(tmp_path / "b", gzip.compress(pcapng([(10, announcement(MAC_A))])))
    save(tmp_path / "c", capture(20, 5))
    save(tmp_path / "empty", capture())
    found = find([tmp_path / name for name in ("empty", "a", "b", "c")])
    assert names(found.sources) == ["b", "c", "a", "empty"]
    assert [source.first_ns for source in found.sources] == [10, 20, 30, None]
    assert [source.compression for source in found.sources] == [Compression.GZIP, PLAIN, PLAIN, PLAIN]
    assert all(source.kind is Kind.FILE and source.seekable for source in found.sources)
    assert found.sources[1].size_bytes == len(capture(20, 5))
    assert found.skipped == ()


def test_files_of_the_same_first_time_keep_the_order_given(tmp_path: Path) -> None:
    paths = [save(tmp_path / name, capture(7, mac=mac)) for name, mac in (("b", MAC_A), ("a", MAC_B))]
    assert names(find(paths).sources) == ["b", "a"]
    assert names(find(paths[::-1]).sources) == ["a", "b"]


def test_a_pattern_is_expanded_and_a_file_of_that_very_name_is_not_a_pattern(tmp_path: Path) -> None:
    for number in range(3):
        save(tmp_path / f"x{number}.pcap", capture(number))
    save(tmp_path / "x[0].pcap", capture(9))
    save(tmp_path / "other", b"no capture")
    (tmp_path / "deep" / "er").mkdir(parents=True)
    save(tmp_path / "deep" / "er" / "y.pcap", capture(4))
    assert names(find([tmp_path / "x?.pcap"]).sources) == ["x0.pcap", "x1.pcap", "x2.pcap"]
    assert names(find([tmp_path / "x[0].pcap"]).sources) == ["x[0].pcap"]
    assert names(find([tmp_path / "x[12].pcap"]).sources) == ["x1.pcap", "x2.pcap"]
    assert names(find([tmp_path / "**" / "y*"]).sources) == ["y.pcap"]
    assert refusal(tmp_path / "z*.pcap").what == f"{tmp_path}/z*.pcap: no file matches this pattern"


def test_a_folder_gives_its_captures_by_content_and_says_what_it_leaves_out(tmp_path: Path) -> None:
    save(tmp_path / "notes.pcap", b"no capture")
    save(tmp_path / "page.pcapng", b"<html>")
    save(tmp_path / "nothing", b"")
    save(tmp_path / "old.zip", b"PK\x03\x04....")
    save(tmp_path / "twice.gz", gzip.compress(gzip.compress(capture(1))))
    save(tmp_path / ".hidden", b"hidden")
    save(tmp_path / ".kept", capture(1))
    save(tmp_path / "trace.log", bz2.compress(capture(3)))
    save(tmp_path / "cut.zst", zstandard.compress(capture(*range(2, 4000)))[:-20])
    (tmp_path / "below").mkdir()
    save(tmp_path / "below" / "x.pcap", capture(0))
    os.mkfifo(tmp_path / "fifo")
    (tmp_path / "broken").symlink_to("absent")
    (tmp_path / "a-link").symlink_to(".kept")
    found = find([tmp_path])
    assert names(found.sources) == [".kept", "cut.zst", "trace.log"]
    assert {Path(skipped.path).name: skipped.reason for skipped in found.skipped} == {
        "notes.pcap": "not a capture (pcap and pcapng files are read; this begins with 6e 6f 20 63)",
        "page.pcapng": "not a capture but a web page",
        "nothing": "the file is empty",
        "old.zip": "a zip archive, which is not read",
        "twice.gz": "gzip inside gzip; one compression is read, not two",
        ".hidden": "not a capture (pcap and pcapng files are read; this begins with 68 69 64 64)",
        "below": "a folder in a folder: give it by itself",
        "fifo": "no regular file",
        "broken": "a link that leads nowhere",
        "a-link": "a link to .kept, which is read",
    }


def test_a_folder_without_a_capture_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path).what == f"{tmp_path}: no capture in this folder (it is empty)"
    save(tmp_path / "x", b"")
    assert refusal(tmp_path).what == f"{tmp_path}: no capture in this folder ({tmp_path}/x: the file is empty)"


def test_what_is_missing_or_no_capture_is_refused_by_name(tmp_path: Path) -> None:
    path = save(tmp_path / "x", b"no capture")
    assert refusal(path).what.startswith(f"{path}: not a capture")
    assert refusal(tmp_path / "absent").what == f"{tmp_path}/absent: cannot be read (No such file or directory)"
    assert "Not a directory" in refusal(f"{path}/y").what
    (tmp_path / "broken").symlink_to("absent")
    assert "broken: cannot be read (No such file" in refusal(tmp_path / "broken").what


@contextmanager
def as_nobody() -> Iterator[None]:
    """Without root's right to read everything."""
    if os.geteuid():
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_file_that_may_not_be_read_is_named_alone_and_in_a_folder() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        save(folder / "a.pcap", capture(1))
        path = save(folder / "b.pcap", capture(2))
        (folder / "a.pcap").chmod(0o644)
        Path(path).chmod(0)
        with as_nobody():
            for argument in (path, folder, f"{folder}/*.pcap"):
                assert refusal(argument).what == f"{path}: cannot be read (Permission denied)"


def test_one_file_by_two_names_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "x", capture(1))
    (tmp_path / "link").symlink_to("x")
    (tmp_path / "hard").hardlink_to(path)
    for other in (path, f"{tmp_path}/./x", tmp_path / "link", tmp_path / "hard", tmp_path / "[x]"):
        shown = path if str(other).endswith("]") else other
        assert refusal(path, other).what == f"{path} and {shown} are the same file"
    assert "are the same file" in refusal(tmp_path, path).what


def test_the_same_frames_twice_are_refused_compressed_or_not(tmp_path: Path) -> None:
    data = capture(*range(1, 9000))
    path = save(tmp_path / "x", data)
    for number, other in enumerate((data, gzip.compress(data), zstandard.compress(data))):
        copy = save(tmp_path / f"copy{number}", other)
        assert refusal(path, copy).what == f"{path} and {copy} hold the same frames"
    assert "hold the same frames" in refusal(tmp_path / "copy1", tmp_path / "copy2").what
    assert "hold the same frames" in refusal(tmp_path).what


def test_files_that_differ_late_or_in_length_are_not_the_same(tmp_path: Path) -> None:
    times = list(range(1, 9000))
    save(tmp_path / "a", capture(*times))
    save(tmp_path / "b", capture(*times[:-1], 9001))
    save(tmp_path / "c", capture(*times, 9002))
    save(tmp_path / "d", gzip.compress(capture(*times[:-1])))
    assert len(find([tmp_path]).sources) == 4


def test_of_very_many_that_begin_at_one_time_each_is_opened_twice_at_most(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(40):
        save(tmp_path / f"{number}", capture(5, 6 + number))
    found = find([tmp_path]).sources
    opened: list[str] = []

    def counted(source: Source) -> Stream:
        opened.append(source.path)
        return open_source(source)

    monkeypatch.setattr(sameness, "open_source", counted)
    sources.refuse_same_content(found)
    assert 40 <= len(opened) <= 80


def test_files_without_a_packet_may_be_equal(tmp_path: Path) -> None:
    for name in "ab":
        save(tmp_path / name, capture())
    assert len(find([tmp_path]).sources) == 2


def test_a_named_pipe_is_a_source_that_is_not_looked_into(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    path = save(tmp_path / "x", capture(5))
    pipe, (file,) = tmp_path / "pipe", find([path]).sources
    found = find([pipe, path])
    assert found.sources == (file, Source(path=str(pipe), kind=Kind.PIPE))
    assert not found.sources[1].seekable
    assert refusal(pipe, pipe).what == f"{pipe} and {pipe} are the same file"
    with subprocess.Popen([sys.executable, "-c", WRITE, pipe, path]) as writer:
        assert content(found.sources[1]) == capture(5)
    assert writer.returncode == 0


WRITE = "import sys, shutil; shutil.copyfileobj(open(sys.argv[2], 'rb'), open(sys.argv[1], 'wb'))"
READ = """
import sys
from arpwatch_k8s.capture.source import open_source
from arpwatch_k8s.capture.sources import find
from arpwatch_k8s.errors import ArpwatchError
try:
    found = find(sys.argv[1:])
    print([(source.path, source.kind.name, source.seekable, source.first_ns) for source in found.sources])
    for source in found.sources:
        stream, view = open_source(source), memoryview(bytearray(1 << 20))
        print(sum(iter(lambda: stream.read_into(view), 0)), stream.compression)
        stream.close()
except ArpwatchError as error:
    print(type(error).__name__, error)
"""


def read_by_child(shell: str, data: bytes = b"") -> str:
    """What a process of its own makes of a command line of bash, in which READ stands for the reader."""
    command = shell.replace("READ", '"$0" -c "$1"')
    done = subprocess.run(["bash", "-c", command, sys.executable, READ], input=data, capture_output=True, check=True)
    return done.stdout.decode()


def test_stdin_is_a_source_that_can_be_read_once(tmp_path: Path) -> None:
    data, path = capture(*range(100)), save(tmp_path / "x", capture(3))
    for packed, name in ((data, "plain"), (gzip.compress(data), "gzip")):
        expected = f"[('-', 'STDIN', False, None)]\n{len(data)} {name}\n"
        assert read_by_child("READ -", packed) == expected
    assert read_by_child(f"READ - {path}", data).startswith(f"[('{path}', 'FILE', True, 3), ('-', 'STDIN'")
    assert read_by_child("READ - -", data).startswith("UsageError stdin (-) is given twice")
    assert read_by_child("READ - /dev/stdin", data).startswith("InputError - and /dev/stdin are the same file")
    assert read_by_child(f"READ - {path} < {path}").startswith("InputError - and /")
    assert read_by_child("READ - <&-").startswith("InputError -: cannot be read (Bad file descriptor)")


def test_process_substitution_and_dev_stdin_are_read_as_pipes(tmp_path: Path) -> None:
    path, size = save(tmp_path / "x", capture(3)), len(capture(3))
    out = read_by_child(f"READ <(cat {path}) <(gzip -c {path})")
    assert out.count("'PIPE', False, None") == 2
    assert out.endswith(f"{size} plain\n{size} gzip\n")
    assert read_by_child(f"cat {path} | READ /dev/stdin").endswith(f"'PIPE', False, None)]\n{size} plain\n")
    assert read_by_child(f"READ /dev/stdin < {path}").endswith(f"'FILE', True, 3)]\n{size} plain\n")


def test_no_source_at_all_is_a_mistake_of_usage() -> None:
    with pytest.raises(UsageError, match="no source is given"):
        find([])


def test_a_source_that_became_something_else_is_refused_when_it_is_opened(tmp_path: Path) -> None:
    path = save(tmp_path / "x", capture(1))
    (source,) = find([path]).sources
    save(tmp_path / "x", gzip.compress(gzip.compress(b"")))
    with pytest.raises(InputError, match="gzip inside gzip"):
        open_source(source)
    Path(path).unlink()
    with pytest.raises(InputError, match="cannot be read"):
        open_source(source)


def test_rotated_files_are_simply_many_files(tmp_path: Path) -> None:
    for number in (0, 1, 2, 10):
        save(tmp_path / f"x.pcap{number}", capture(100 + number, 200 + number))
    assert names(find([tmp_path]).sources) == ["x.pcap0", "x.pcap1", "x.pcap2", "x.pcap10"]
