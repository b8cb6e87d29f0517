"""A search for the next record costs what it passes over, not a window."""

import struct
from pathlib import Path
from typing import Any

import pytest

from arpwatch_k8s.capture import resync
from arpwatch_k8s.capture.files import load
from tests.savefiles import MAC_A, announcement, enhanced, interface, pcap, save, section

NS = 1_000_000_000
GOOD = 5
"""Records between two that lie: more than prove a place."""


def damaged_pcap(lies: int) -> bytes:
    """Records of which every sixth lies about its length."""
    frame = announcement(MAC_A)
    head = pcap([])
    parts = [head]
    for number in range(lies * (GOOD + 1)):
        record = pcap([(1_700_000_000 * NS + number, frame)])[len(head) :]
        lie = record[:8] + struct.pack("<II", 0xFFFF_FFF0, 4) + record[16:]
        parts.append(lie if number % (GOOD + 1) == GOOD else record)
    return b"".join(parts)


def damaged_pcapng(lies: int) -> bytes:
    """Blocks of which every sixth lies about its length."""
    parts = [section(), interface()]
    for number in range(lies * (GOOD + 1)):
        block = enhanced(1_700_000_000 * NS + number, announcement(MAC_A))
        parts.append(block[:4] + struct.pack("<I", 3) + block[8:] if number % (GOOD + 1) == GOOD else block)
    return b"".join(parts)


@pytest.mark.parametrize("made", [damaged_pcap, damaged_pcapng])
def test_the_bytes_looked_at_grow_with_the_damage(made: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # noqa: ANN401 - a builder
    looked: list[int] = []
    real = resync.words

    def counted(window: Any, order: str, begin: int, positions: int) -> Any:  # noqa: ANN401 - NumPy's
        looked.append(positions)
        return real(window, order, begin, positions)

    monkeypatch.setattr(resync, "words", counted)
    found = []
    for lies in (50, 200):
        looked.clear()
        info = load([save(tmp_path / f"{lies}", made(lies))]).captures[0]
        assert info.frames >= lies * GOOD - GOOD
        found.append(sum(looked) / info.skipped_bytes)
    assert found[1] <= 1.5 * found[0]
