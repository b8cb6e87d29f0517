"""Which rows are about connections, and in which part."""

from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.analysis.savefiles import read
from arpwatch_k8s.correlator.connections.events import (
    CLIENT_END,
    CLIENT_MOVED,
    NO_WAY,
    REFUSAL,
    SERVER_END,
    SYN_ACK,
    SYN_SENT,
    Events,
)
from arpwatch_k8s.correlator.connections.picking import events
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, icmp, pcap, save, segment


def seen(folder: Path, *frames: Timed) -> Events:
    """The events in some frames."""
    evidence = read([save(folder / "x.pcap", pcap(frames))], [VIP]).evidence
    return events(evidence, [evidence.addresses.find(VIP)])


def test_each_row_has_its_part(tmp_path: Path) -> None:
    moved = (2 * NS, segment("A", port=1, seq=2000, to=MAC_B))
    found = seen(tmp_path, (0, announcement(MAC_A)), *exchange(NS, 1), moved)
    assert found.what.tolist() == [SYN_SENT, SYN_ACK, SERVER_END, CLIENT_END, CLIENT_MOVED]
    assert found.rows_at(np.arange(5))["frame"].tolist() == [2, 3, 4, 5, 6]


@pytest.mark.parametrize(
    ("code", "what"),
    [(0, NO_WAY), (1, NO_WAY), (13, NO_WAY), (2, REFUSAL), (3, REFUSAL), (4, None)],
    ids=["net", "host", "prohibited", "protocol", "port", "too big"],
)
def test_an_error_s_code_says_whether_there_is_no_way_or_nobody_there(
    tmp_path: Path, code: int, what: int | None
) -> None:
    found = seen(tmp_path, (0, segment("S", port=1, seq=5)), (1, icmp(3, code, port=1, seq=5)))
    assert found.what.tolist() == [SYN_SENT, *([] if what is None else [what])]


@pytest.mark.parametrize(("flags", "counts"), [("S", True), ("A", False), ("R", False), ("SA", False)])
def test_an_error_counts_that_quotes_a_syn(tmp_path: Path, flags: str, counts: bool) -> None:
    assert len(seen(tmp_path, (0, icmp(3, 1, port=1, seq=5, flags=flags)))) == counts


def test_what_quotes_too_little_to_tell_may_be_about_a_syn(tmp_path: Path) -> None:
    found = seen(tmp_path, (0, icmp(3, 1, port=1, seq=5, quoted_bytes=28)), (1, segment("S", port=2, seq=5)))
    assert found.what.tolist() == [NO_WAY, SYN_SENT]
