"""The benchmark's storms are what they say, and what is said of them stays short."""

from __future__ import annotations

import json
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.concluding import conclude
from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.evidence.row import ARP_ANNOUNCEMENT, ARP_REPLY, ICMP_UNREACHABLE, TCP_RST, TCP_SYN
from arpwatch_k8s.report.formats.json import document
from arpwatch_k8s.report.formats.text import text
from tests.benchmarks.storms import STORMS, Storm, write_storm
from tests.savefiles import VIP

FRAMES = 6000
KINDS = {
    "claims by 200 hosts": ARP_ANNOUNCEMENT,
    "another owner at every frame": ARP_ANNOUNCEMENT,
    "a spoofer's replies for 60 s": ARP_REPLY,
    "a spoofer's replies": ARP_REPLY,
    "attempts that nobody answers": TCP_SYN,
    "attempts that are refused": TCP_RST,
    "attempts without a way": ICMP_UNREACHABLE,
    "served by turns": TCP_SYN,
    "a move every 11 s": ARP_ANNOUNCEMENT,
    "fights of a second": ARP_ANNOUNCEMENT,
}
"""What each has most of, or as much as of anything."""
MOST_FINDINGS = 8
MOST_LINES = 400
PER_FRAME = 1000
"""Bytes of JSON: tables have a row a move."""


@pytest.mark.long
@pytest.mark.parametrize("storm", STORMS, ids=lambda storm: storm.name)
def test_a_storm_is_told_in_a_few_findings(storm: Storm, tmp_path: Path) -> None:
    path = tmp_path / "storm.pcap"
    write_storm(path, storm, FRAMES)
    loaded = load([path], vips=[address_number(VIP)])
    (info,) = loaded.captures
    assert (info.frames - FRAMES in (0, 2), info.undecoded, info.truncated_at) == (True, {}, None)
    kinds = loaded.evidence["kind"]
    assert int((kinds == KINDS[storm.name]).sum()) >= FRAMES // 4
    result = conclude(loaded)
    assert len(result.verdict.findings) <= MOST_FINDINGS
    assert len(json.dumps(document(result))) < PER_FRAME * FRAMES
    assert len(text(result, UTC).splitlines()) < MOST_LINES
    assert not any("failed" in words for words in result.verdict.caveats if words.startswith("rule "))
