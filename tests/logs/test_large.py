"""A large log in bounded memory: kept is what matters, whatever the number of lines."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.benchmarks.log_lines import KINDS, write_log
from tests.conftest import REPO

pytestmark = pytest.mark.long

MEBIBYTE = 1 << 20
PEAK = """
import sys, tracemalloc
from datetime import UTC
from pathlib import Path
from arpwatch_k8s.logs.reading import taken
from arpwatch_k8s.logs.sources import LogFile, read_log
taken.MOST_ALIKE, taken.MOST_COUNTED = 1000, 2000
read_log(LogFile(path=sys.argv[1]), UTC)
tracemalloc.start()
log = read_log(LogFile(path=sys.argv[2]), UTC)
kept = len(log.events) + len(log.unparsed) + len(log.tallies) + len(log.cuts) + len(log.undated)
print(log.lines, kept, tracemalloc.get_traced_memory()[1])
"""


def peak(small: Path, large: Path) -> tuple[int, int, int]:
    """Lines, things kept of them, and the most bytes in use while the large file was read, behind the small one."""
    done = subprocess.run(
        [sys.executable, "-c", PEAK, str(small), str(large)],
        check=True,
        capture_output=True,
        text=True,
        cwd=REPO,
    )
    lines, kept, most = done.stdout.split()
    return int(lines), int(kept), int(most)


@pytest.mark.parametrize("name", ["klog, CRI", "ingress-nginx", "metallb controller in a loop"])
def test_memory_does_not_grow_with_the_file(name: str, tmp_path: Path) -> None:
    small, large = tmp_path / "small.log", tmp_path / "large.log"
    write_log(small, KINDS[name][1], MEBIBYTE // 8)
    write_log(large, KINDS[name][1], 5 * MEBIBYTE)
    lines, kept, most = peak(small, large)
    assert lines == large.read_bytes().count(b"\n")
    assert kept < 2500
    assert most < 5 * MEBIBYTE


def test_hostile_lines_are_counted_and_their_memory_is_bounded(tmp_path: Path) -> None:
    small, large = tmp_path / "small.log", tmp_path / "large.log"
    lines = write_log(small, KINDS["klog"][1], MEBIBYTE // 8)
    hostile = [b"x" * 9 * MEBIBYTE, b"\x00" * 1000, b"\x1b[31m" * 10_000, b"\xff\xfe" * 1000]
    large.write_bytes(small.read_bytes() + b"\n".join([*hostile, *[b"what?"] * 100_000]))
    found, kept, most = peak(small, large)
    assert found == lines + len(hostile) + 100_000
    assert kept < 1100
    assert most < 16 * MEBIBYTE
