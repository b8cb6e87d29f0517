"""Where a capture was taken."""

from collections import Counter
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.analysis.savefiles import analyze, read
from arpwatch_k8s.correlator.ownership.hosts import Host, busiest, capturing_host
from arpwatch_k8s.evidence import mac_text
from arpwatch_k8s.evidence.table import parse_mac
from tests.savefiles import (
    MAC_A,
    MAC_B,
    MAC_CLIENT,
    NODE_A,
    NODE_B,
    NS,
    VIP,
    announcement,
    answer,
    exchange,
    padded,
    pcap,
    question,
    save,
)


def host(tmp_path: Path, *frames: bytes) -> Host | None:
    loaded = read([save(tmp_path / "x.pcap", pcap((i * NS, frame) for i, frame in enumerate(frames)))], [VIP])
    return capturing_host(loaded.evidence, [loaded.evidence.addresses.find(VIP)])


def syns(mac: str) -> list[bytes]:
    return [frame for _, frame in exchange(0, 40000, mac=mac)]


def test_it_is_the_one_that_all_unicast_frames_come_from_or_go_to(tmp_path: Path) -> None:
    found = host(tmp_path, announcement(MAC_A), *syns(MAC_A), *syns(MAC_B))
    assert found == Host(mac=parse_mac(MAC_CLIENT), sure=True)


@given(st.lists(st.integers(0, 12), min_size=1, max_size=60))
def test_the_busiest_is_the_one_that_counting_finds(macs: list[int]) -> None:
    counts = Counter(macs)
    assert busiest(np.array(macs, np.uint64)) == min(counts, key=lambda mac: (-counts[mac], mac))


def test_who_is_first_in_the_capture_need_not_be_who_talks(tmp_path: Path) -> None:
    stranger = answer(MAC_B, NODE_B, to=MAC_A, asker=NODE_A)
    talk = [frame if i % 2 == 0 else padded(frame) for i, frame in enumerate(syns(MAC_A)[:2])] * 200
    assert host(tmp_path, padded(stranger), *talk) == Host(mac=parse_mac(MAC_A), sure=True)


def test_of_two_that_only_talk_to_each_other_it_is_the_client_but_not_for_sure(tmp_path: Path) -> None:
    found = host(tmp_path, announcement(MAC_A), *syns(MAC_A))
    assert found == Host(mac=parse_mac(MAC_CLIENT), sure=False, other=parse_mac(MAC_A))


def test_of_two_it_is_the_one_whose_frames_are_not_padded_yet(tmp_path: Path) -> None:
    talk = [frame if i % 2 == 0 else padded(frame) for i, frame in enumerate(syns(MAC_A)[:2])]
    assert host(tmp_path, padded(announcement(MAC_A)), question(), padded(answer(MAC_A)), *talk) == Host(
        mac=parse_mac(MAC_CLIENT), sure=True
    )


def test_where_everybody_talks_to_everybody_it_cannot_be_told(tmp_path: Path) -> None:
    frames = [answer(MAC_A, NODE_A, to=MAC_B), answer(MAC_B, NODE_B, to=MAC_CLIENT), answer(MAC_CLIENT, to=MAC_A)]
    assert host(tmp_path, *frames) is None
    assert host(tmp_path, announcement(MAC_A)) is None


def test_what_others_sent_elsewhere_is_told_as_unseen(tmp_path: Path) -> None:
    """At node A, which two clients use: of what the client sent to node B nothing can be seen."""
    frames = [(0, announcement(MAC_A)), *exchange(NS, 40000), (2 * NS, answer(MAC_A, NODE_A, to=MAC_B, asker=NODE_B))]
    result = analyze([save(tmp_path / "x.pcap", pcap(frames))], vips=[VIP])
    (record,) = result.case.vips
    assert [mac_text(h.mac) for h in record.hosts] == [MAC_A]
    assert not record.sees_all_of(parse_mac(MAC_CLIENT))
    assert any("only frames that came there are seen" in caveat for caveat in result.verdict.caveats)
