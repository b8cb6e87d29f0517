"""Each transform that is to change nothing changes names, times or company, as it says, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from arpwatch_k8s.capture.files import load
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.wire import link
from tests.conftest import REPO
from tests.metamorphic.foreign import ELSEWHERE, REFUSING
from tests.metamorphic.less import Transform
from tests.metamorphic.made import FRAMES, left, made
from tests.metamorphic.packet import ARP, TCP, dissect
from tests.metamorphic.recording import Frame, Recording, write
from tests.metamorphic.same import (
    SHIFT_NS,
    among_strangers,
    beside_a_healthy_vip,
    packed,
    renamed,
    shifted,
    split,
)
from tests.metamorphic.scene import Scene, scene
from tests.savefiles import CLIENT, MAC_A, MAC_CLIENT, VIP

WHOLE = REPO / "captures" / "healthy"


def test_times_are_later_and_nothing_else() -> None:
    (was,), (now,) = made().recordings, shifted(made()).recordings
    assert [frame.time_ns for frame in now.frames] == [frame.time_ns + SHIFT_NS for frame in was.frames]
    assert [frame.data for frame in now.frames] == [frame.data for frame in was.frames]


def test_each_name_is_another_and_the_same_everywhere() -> None:
    was, now = made(), renamed(made())
    texts = [(MAC_A, now.nodes["node1"][0]), (MAC_CLIENT, now.hosts[0])]
    for name, before, after in zip(FRAMES, was.recordings[0].frames, now.recordings[0].frames, strict=True):
        assert (after.time_ns, after.length, after.number) == (before.time_ns, before.length, before.number), name
        told, again = dissect(before.data, link.ETHERNET), dissect(after.data, link.ETHERNET)
        known = {packed(old): packed(new) for old, new in texts}
        assert again.sender == known[told.sender]
        assert (again.ethertype, again.protocol, again.flags) == (told.ethertype, told.protocol, told.flags), name
        assert again.icmp_type == told.icmp_type
    syn = dissect(now.recordings[0].frames[list(FRAMES).index("syn")].data, link.ETHERNET)
    assert [syn.source, syn.destination] == [address_bytes(now.address), address_bytes(now.vips[0])]
    assert {now.address, *now.vips}.isdisjoint({CLIENT, *was.vips})


def address_bytes(address: str) -> bytes:
    """The last four bytes of an address."""
    return (address_number(address) & 0xFFFFFFFF).to_bytes(4, "big")


def test_a_renamed_capture_has_the_same_rows(tmp_path: Path) -> None:
    whole = scene(WHOLE)
    other = renamed(whole)
    old, new = (rows_of(one, one.vips[0], tmp_path / str(at)) for at, one in enumerate((whole, other)))
    assert old == new


def rows_of(one: Scene, vip: str, folder: Path) -> list[tuple[int, ...]]:
    """What a scene's rows say apart from names."""
    folder.mkdir()
    rows = load([write(recording, folder) for recording in one.recordings], vips=[address_number(vip)]).evidence
    columns = ("time", "frame", "kind", "sport", "dport", "seq", "ack", "flags", "payload_len", "frame_len")
    return list(zip(*(rows[name].tolist() for name in columns), strict=True))


def test_two_files_hold_what_one_held() -> None:
    (was,) = made(drops=4, cut_short=True).recordings
    one, two = split(made(drops=4, cut_short=True)).recordings
    assert (*one.frames, *two.frames) == was.frames
    assert abs(len(one.frames) - len(two.frames)) <= 1
    assert (one.drops, one.cut_short, two.drops, two.cut_short) == (None, False, 4, True)
    assert one.name != two.name


@pytest.mark.parametrize("transform", [among_strangers, beside_a_healthy_vip])
def test_company_adds_frames_in_order_and_takes_none(transform: Transform) -> None:
    was = scene(WHOLE)
    now = transform(was)
    assert tuple(frame for frame in now.recordings[0].frames if frame.number) == was.recordings[0].frames
    times = [frame.time_ns for frame in now.recordings[0].frames]
    assert times == sorted(times)
    assert now.recordings[0].start == was.recordings[0].start
    assert now.recordings[0].end == was.recordings[0].end
    assert (now.nodes, now.vips, now.truth) == (was.nodes, was.vips, was.truth)


def test_strangers_are_about_no_vip_and_some_of_their_business_is_in_vain() -> None:
    now = among_strangers(made())
    assert left(now) == set(FRAMES)
    told = [dissect(frame.data, link.ETHERNET) for frame in added(now.recordings[0])]
    assert not {address_bytes(VIP)} & {part for one in told for part in (one.source, one.destination)}
    assert not any(address_bytes(VIP) in frame.data for frame in added(now.recordings[0]))
    of_tcp = [one for one in told if one.protocol == TCP]
    assert {ELSEWHERE, REFUSING} <= {one.source for one in of_tcp}
    assert any(one.ethertype == ARP for one in told)


def test_the_other_vip_is_of_other_nodes_and_used_by_the_capturing_host() -> None:
    now = beside_a_healthy_vip(made())
    told = [dissect(frame.data, link.ETHERNET) for frame in added(now.recordings[0])]
    asked = [one for one in told if one.protocol == TCP and one.destination == bytes((192, 0, 2, 90))]
    assert {(one.sender, one.source) for one in asked} == {(packed(MAC_CLIENT), address_bytes(CLIENT))}
    macs = {one.sender for one in told} - {packed(MAC_CLIENT)}
    assert macs
    assert macs.isdisjoint(packed(mac) for macs in now.nodes.values() for mac in macs)


def test_company_of_a_cooked_capture_is_cooked() -> None:
    now = among_strangers(scene(REPO / "captures" / "any-interface")).recordings[0]
    assert {dissect(frame.data, link.SLL).outgoing for frame in added(now)} == {True, False}


def added(one: Recording) -> list[Frame]:
    """The frames that were not there."""
    return [frame for frame in one.frames if not frame.number]
