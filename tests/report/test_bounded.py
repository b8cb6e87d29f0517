"""What is written stays small enough to be opened, however many nodes a capture shows."""

import struct
from pathlib import Path

import pytest

from tests.cli.command import run
from tests.savefiles import VIP, pcap, save

NS = 1_000_000_000
MIB = 1 << 20


def claimed_by(owners: int) -> bytes:
    """A capture in which so many MACs announce one VIP, one after the other."""
    address = bytes(map(int, VIP.split(".")))
    frames = []
    for number in range(owners):
        mac = b"\x02\x10" + struct.pack(">I", number)
        arp = struct.pack(">HHBBH", 1, 0x0800, 6, 4, 1) + mac + address + b"\0" * 6 + address
        frames.append((1_700_000_000 * NS + number * NS // 100, b"\xff" * 6 + mac + b"\x08\x06" + arp + b"\0" * 18))
    return pcap(frames)


@pytest.mark.long
def test_four_thousand_owners_are_a_page_that_opens(tmp_path: Path) -> None:
    done = run("analyze", save(tmp_path / "x.pcap", claimed_by(4_000)), "-o", str(tmp_path / "report"))
    assert done.returncode == 0
    assert len(done.stdout.splitlines()) < 2_000
    sizes = {path.name: path.stat().st_size for path in (tmp_path / "report").iterdir() if path.is_file()}
    assert sizes["report.html"] < 10 * MIB
    assert max(sizes[name] for name in ("timeline.svg", "timeline.png", "timeline.pdf")) < 5 * MIB
    assert len((tmp_path / "report/tables/epochs.csv").read_text().splitlines()) > 4_000, "the tables have all"
