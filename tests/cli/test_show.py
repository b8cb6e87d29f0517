"""One frame as Wireshark dissects it: whatever the capture comes as, and whoever runs tshark."""

import gzip
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from arpwatch_k8s import dissection
from arpwatch_k8s.errors import UsageError
from tests.cli.command import run, run_installed
from tests.savefiles import MAC_A, VIP, announcement, at, exchange, pcap, save

AS_ROOT = "from arpwatch_k8s.cli import main; main()"
TOLD = """#!/bin/sh
cat /proc/self/status > {folder}/status.$$
exec {tshark} "$@"
"""

pytestmark = pytest.mark.tshark


@pytest.fixture
def source(tmp_path: Path) -> str:
    return save(tmp_path / "x.pcap", pcap([at(0, announcement(MAC_A)), *exchange(1, 40000)]))


def test_show_gives_wiresharks_dissection(source: str) -> None:
    done = run("show", source, "1")
    assert done.stdout.startswith("Frame 1: 42 bytes on the wire")
    assert f"Sender IP address: {VIP}" in done.stdout
    missing = run("show", source, "99")
    assert (missing.returncode, "has no frame 99" in missing.stderr) == (2, True)


def test_what_is_compressed_or_piped_is_shown_alike(source: str, tmp_path: Path) -> None:
    data = Path(source).read_bytes()
    packed = save(tmp_path / "x.pcap.gz", gzip.compress(data))
    plain = run("show", source, "2").stdout
    assert plain.startswith("Frame 2: ")
    assert run("show", packed, "2").stdout == plain
    assert run_installed("show", "-", "2", data=data).stdout == plain


def test_show_tells_what_is_wrong_with_its_source(tmp_path: Path) -> None:
    for path in (save(tmp_path / "text", b"no capture"), str(tmp_path / "absent")):
        done = run("show", path, "1")
        assert (done.returncode, "Traceback" in done.stderr) == (3, False)


def test_a_capture_that_ends_before_the_frame_is_unreadable(source: str) -> None:
    data = Path(source).read_bytes()
    Path(source).write_bytes(data[:-1])
    done = run("show", source, "99")
    assert (done.returncode, "cut short in the middle of a packet" in done.stderr) == (3, True)


def test_several_captures_have_no_frame_of_a_number(tmp_path: Path) -> None:
    for second in range(2):
        save(tmp_path / f"{second}.pcap", pcap([at(second, announcement(MAC_A))]))
    done = run("show", str(tmp_path), "1")
    assert (done.returncode, done.stderr.splitlines()[0]) == (
        2,
        f"arpwatch-k8s: {tmp_path} is 2 captures, each of which has a frame 1",
    )


def test_what_lies_in_the_current_folder_names_no_program(source: str, tmp_path: Path) -> None:
    """As pyshark's config.ini would."""
    (tmp_path / "config.ini").write_text("[tshark]\ntshark_path = /bin/false\n")
    assert run("show", source, "1", cwd=tmp_path).stdout.startswith("Frame 1: ")


def test_more_than_can_be_shown_ends_tshark(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dissection, "MOST_BYTES", 100)
    done = run("show", source, "1")
    assert (done.returncode, "more than 0 MiB" in done.stderr) == (3, True)


def test_without_tshark_it_says_what_to_install(source: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    with pytest.raises(UsageError, match="needs tshark"):
        dissection.dissect(source, 1)


@pytest.mark.parametrize(("home", "is_own"), [("", True), ("absent", False), ("file/below", False)])
def test_without_a_home_of_its_own_tshark_has_no_settings(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str, is_own: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path / home))
    monkeypatch.delenv("WIRESHARK_CONFIG_DIR", raising=False)
    (tmp_path / "file").touch()
    assert dissection.environment().get("WIRESHARK_CONFIG_DIR") == (None if is_own else dissection.NOWHERE)
    assert run("show", source, "1").stdout.startswith("Frame 1: ")


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that any user reaches and writes into, which no folder below pytest's is."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o777)
        yield Path(name)


@pytest.mark.lab
@pytest.mark.parametrize("packed", [False, True], ids=["plain", "compressed"])
def test_of_root_tshark_has_neither_the_user_nor_a_capability(reachable: Path, tmp_path: Path, packed: bool) -> None:
    data = pcap([at(0, announcement(MAC_A))])
    path = Path(save(tmp_path / "x.pcap", gzip.compress(data) if packed else data))
    path.chmod(0o600)
    tshark = subprocess.run(["sh", "-c", "command -v tshark"], capture_output=True, text=True, check=True).stdout
    wrapper = reachable / "tshark"
    wrapper.write_text(TOLD.format(folder=reachable, tshark=tshark.strip()))
    wrapper.chmod(0o755)
    done = subprocess.run(
        [sys.executable, "-c", AS_ROOT, "show", str(path), "1"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PATH": f"{reachable}:{os.environ['PATH']}"},
    )
    assert f"Sender IP address: {VIP}" in done.stdout
    (status,) = reachable.glob("status.*")
    said = dict(line.split(":\t", 1) for line in status.read_text().splitlines() if ":\t" in line)
    assert "0" not in said["Uid"].split()
    assert {int(said[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")} == {0}
    assert said["NoNewPrivs"] == "1"
