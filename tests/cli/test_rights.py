"""Root's rights are given up before a source is read: but those that reading files takes, or writing them."""

import subprocess
import sys
from pathlib import Path

import pytest

from arpwatch_k8s.cli.rights import COMPILED
from tests.cli.test_lint import POD
from tests.savefiles import exchange, pcap, save

PACKAGE = Path(__file__).parents[2] / "arpwatch_k8s"
LIVE = "arpwatch_k8s.capture.pcapng_copy"
"""Compiled, and used by `capture` alone."""
PROGRAM = """
import atexit, sys
from pathlib import Path
from arpwatch_k8s.cli import main

def tell():
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.split(":")[0] in ("Uid", "CapEff", "CapPrm", "CapInh", "CapAmb", "CapBnd", "NoNewPrivs"):
            print(line, file=sys.stderr)

atexit.register(tell)
main()
"""
READING, FILES = 1 << 2, 0b1111
"""CAP_DAC_READ_SEARCH; with it CAP_CHOWN, CAP_DAC_OVERRIDE and CAP_FOWNER (Linux uapi/linux/capability.h)."""

pytestmark = pytest.mark.lab


def left(*arguments: str) -> tuple[str, int]:
    """As which user a command ended, and the capabilities that it had then; it has no way to more."""
    done = subprocess.run([sys.executable, "-c", PROGRAM, *arguments], capture_output=True, text=True, check=True)
    said = dict(line.split(":\t", 1) for line in done.stderr.splitlines() if ":\t" in line)
    assert said["NoNewPrivs"] == "1"
    assert {int(said[name], 16) for name in ("CapInh", "CapAmb", "CapBnd")} == {0}
    assert said["CapEff"] == said["CapPrm"]
    assert "compiling" not in done.stderr
    return said["Uid"].split()[0], int(said["CapEff"], 16)


@pytest.fixture
def private(tmp_path: Path) -> str:
    """A capture that root alone may read."""
    path = save(tmp_path / "x.pcap", pcap(exchange(0, 40000)))
    Path(path).chmod(0o600)
    return path


@pytest.mark.parametrize("command", [["analyze"], ["explain", "--at", "0.0"], ["evidence"]], ids=lambda words: words[0])
def test_who_only_reads_is_nobody_that_can_do_nothing_but_read(command: list[str], private: str) -> None:
    user, capabilities = left(command[0], private, *command[1:], "-q")
    assert user != "0"
    assert capabilities == READING


def test_who_reads_settings_is_nobody_as_well(tmp_path: Path) -> None:
    path = tmp_path / "pod.yml"
    path.write_text(POD)
    path.chmod(0o600)
    user, capabilities = left("lint", str(path))
    assert user != "0"
    assert capabilities == READING


def test_who_writes_files_keeps_what_that_takes_and_no_more(private: str, tmp_path: Path) -> None:
    assert left("evidence", private, "-q", "-w", str(tmp_path / "y.pcapng")) == ("0", FILES)
    assert (tmp_path / "y.pcapng").stat().st_uid == 0


def test_all_that_is_compiled_is_loaded_before() -> None:
    """Its machine code cannot be read afterwards, and would be compiled anew at each run."""
    entries = [path for path in PACKAGE.rglob("*.py") if "\n@entry(" in path.read_text()]
    names = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in entries}
    assert names == {*COMPILED, LIVE}
