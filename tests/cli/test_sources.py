"""Sources as users name them: compressed, piped, folders, many files."""

import bz2
import gzip
import json
import lzma
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import lz4.frame
import pytest
import zstandard

from tests.cli.command import COMMAND, run, run_installed
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange, pcap, pcapng, save

FRAMES = [(0, announcement(MAC_A)), *exchange(NS, 40000), *exchange(3 * NS, 40001)]
COMPRESSORS: dict[str, Callable[[bytes], bytes]] = {
    "gzip": gzip.compress,
    "zstd": zstandard.compress,
    "xz": lzma.compress,
    "lz4": lz4.frame.compress,
    "bzip2": bz2.compress,
}


def analysis(*arguments: str) -> dict[str, object]:
    done = run("analyze", "--format", "json", *arguments)
    assert done.returncode == 0, done.stderr
    document: dict[str, object] = json.loads(done.stdout)
    return document


@pytest.mark.parametrize("name", COMPRESSORS)
def test_compressed_captures_give_the_same_result_whatever_their_names(tmp_path: Path, name: str) -> None:
    plain = analysis(save(tmp_path / "a.pcapng", pcapng(FRAMES)))
    packed = analysis(save(tmp_path / "b.bin", COMPRESSORS[name](pcapng(FRAMES))))
    assert packed["captures"][0]["compression"] == name  # type: ignore[index] # JSON
    assert packed["vips"][0]["connections"] == plain["vips"][0]["connections"]  # type: ignore[index] # JSON
    assert packed["verdict"]["outcome"] == plain["verdict"]["outcome"] == "healthy"  # type: ignore[index] # JSON


def test_a_compressed_file_that_ends_early_is_told_and_exits_with_four(tmp_path: Path) -> None:
    path = save(tmp_path / "x.pcap.gz", gzip.compress(pcap(FRAMES), mtime=0)[:-12])
    done = run("analyze", path)
    assert done.returncode == 4
    assert "gzip data end too early" in done.stderr


def test_rotated_files_in_a_folder_are_one_story(tmp_path: Path) -> None:
    folder = tmp_path / "rotated"
    folder.mkdir()
    for number in range(3):
        save(folder / f"cap.pcap{number}", pcap(FRAMES[3 * number : 3 * number + 3]))
    (folder / "notes.txt").write_text("taken on Sunday")
    document = analysis(str(folder))
    assert [capture["name"] for capture in document["captures"]] == ["cap.pcap0", "cap.pcap1", "cap.pcap2"]  # type: ignore[attr-defined] # JSON
    assert document["vips"][0]["connections"]["outcomes"] == {"ok": 2}  # type: ignore[index] # JSON
    assert "notes.txt was not read" in " ".join(document["verdict"]["caveats"])  # type: ignore[index] # JSON


def test_the_same_capture_twice_is_refused(tmp_path: Path) -> None:
    one = save(tmp_path / "a.pcap", pcap(FRAMES))
    other = save(tmp_path / "b.pcap", pcap(FRAMES))
    done = run("analyze", one, other)
    assert (done.returncode, "hold the same frames" in done.stderr) == (3, True)


def test_stdin_is_read_and_its_vips_are_found() -> None:
    document = json.loads(run_installed("analyze", "-", "--format", "json", data=pcap(FRAMES)).stdout)
    assert document["verdict"]["outcome"] == "healthy"
    assert [(vip["vip"], vip["connections"]["attempts"]) for vip in document["vips"]] == [(VIP, 2)]


def test_ctrl_c_ends_a_pipe_and_shows_what_was_read() -> None:
    # where the tests run in the background of a shell, it has told them to ignore it, and so their children
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    with subprocess.Popen(
        [COMMAND, "analyze", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        signal.signal(signal.SIGINT, before)
        assert process.stdin is not None
        process.stdin.write(pcap(FRAMES))
        process.stdin.flush()
        wait_until_it_reads(process.pid)
        process.send_signal(signal.SIGINT)
        output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert output.decode().startswith("HEALTHY\n")
    assert b"Traceback" not in errors


def wait_until_it_reads(pid: int) -> None:
    """Until the process sleeps in a read of a pipe; fails after a minute."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if "pipe_read" in Path(f"/proc/{pid}/wchan").read_text():
            return
        time.sleep(0.05)
    raise AssertionError("it does not wait for more")
