"""A file's name may be any bytes."""

import os
from pathlib import Path

import pytest

from tests.cli.command import run_installed
from tests.savefiles import MAC_A, announcement, pcap, save


@pytest.mark.parametrize("name", [b"caf\xe9.pcap", b"a\nb\x1b[31m.pcap", "\u2028\u202e.pcap".encode()])
def test_a_report_is_written_of_a_file_of_any_name(name: bytes, tmp_path: Path) -> None:
    path = save(tmp_path / os.fsdecode(name), pcap([(10**18, announcement(MAC_A))]))
    done = run_installed("analyze", path, "-o", str(tmp_path / "report"))
    assert done.returncode == 0, done.stderr
    assert all(line.isprintable() for line in done.stdout.splitlines())
    for written in (tmp_path / "report").rglob("*"):
        if written.suffix in (".html", ".md", ".json", ".csv"):
            assert b"\x1b" not in written.read_bytes()
            written.read_bytes().decode()
