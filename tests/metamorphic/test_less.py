"""Each transform that leaves less leaves what it says, and nothing else."""

from __future__ import annotations

import pytest

from arpwatch_k8s.wire import link
from tests.conftest import REPO
from tests.metamorphic.less import (
    LESS,
    LOSSES,
    begun_later,
    control_only,
    cooked,
    cooked_control,
    ended_earlier,
    inbound_only,
    losing,
    outbound_only,
    readme_filter,
    without_arp,
)
from tests.metamorphic.made import FRAMES, left, made
from tests.metamorphic.packet import dissect
from tests.metamorphic.scene import Scene, scene

EVERY = set(FRAMES)
NEIGHBORS = {"question", "answer", "announcement", "solicitation", "advertisement"}
IN_THE_MIDDLE = {"request", "reply", "datagram", "broadcast"}
SENT = {"question", "solicitation", "syn", "request", "fin", "syn again", "syn of another", "tagged syn", "syn of IPv6"}
SENT |= {"datagram"}


def test_arp_and_neighbor_discovery_are_gone_and_all_else_is_left() -> None:
    assert left(without_arp(made())) == EVERY - NEIGHBORS


def test_control_frames_are_left() -> None:
    assert left(control_only(made())) == EVERY - IN_THE_MIDDLE


def test_the_filter_of_the_readme_passes_what_libpcap_lets_it_pass() -> None:
    """`tcp[tcpflags]` reads IPv4 alone, untagged."""
    assert left(readme_filter(made())) == NEIGHBORS | {"syn", "syn-ack", "fin", "syn again", "rst", "unreachable"}


def test_a_third_is_cut_off_in_front_or_behind() -> None:
    names = list(FRAMES)
    third = (len(names) - 1) / 3
    assert left(begun_later(made())) == {name for at, name in enumerate(names) if at >= third}
    assert left(ended_earlier(made())) == {name for at, name in enumerate(names) if at <= len(names) - 1 - third}


@pytest.mark.parametrize("percent", [10, 30])
def test_about_as_many_are_lost_as_is_said_and_each_time_the_same(percent: int) -> None:
    whole = scene(REPO / "captures" / "healthy")
    runs = [losing(percent, seed=seed)(whole).recordings[0].frames for seed in (1, 1, 2)]
    assert runs[0] == runs[1] != runs[2]
    n = len(whole.recordings[0].frames)
    assert [len(frames) / n for frames in runs] == pytest.approx([1 - percent / 100] * 3, abs=0.03)
    assert set(runs[0]) <= set(whole.recordings[0].frames)


def test_directions_are_those_of_the_capturing_host_and_together_all() -> None:
    assert left(outbound_only(made())) == SENT
    assert left(inbound_only(made())) == EVERY - SENT


def test_directions_of_a_cooked_capture_are_those_that_linux_noted() -> None:
    whole = scene(REPO / "captures" / "any-interface")
    for transform, outbound in ((outbound_only, True), (inbound_only, False)):
        frames = transform(whole).recordings[0].frames
        assert frames
        assert {dissect(frame.data, link.SLL).outgoing for frame in frames} == {outbound}


def test_a_cooked_capture_has_the_sender_the_direction_and_the_packet() -> None:
    (before,), (after,) = made().recordings, cooked(made()).recordings
    assert after.linktypes == (link.SLL,)
    seen = dict(zip(FRAMES, after.frames, strict=True))
    assert seen["question"].data[:16].hex() == "00040001000652540000001000000806"
    assert seen["answer"].data[:16].hex() == "0000000100065254000000" + "0a00000806"
    assert seen["announcement"].data[:2] == seen["broadcast"].data[:2] == b"\0\1"
    assert seen["advert"].data[:2] == b"\0\2"
    for old, new in zip(before.frames, after.frames, strict=True):
        assert (new.data[16:], new.time_ns, new.length) == (old.data[14:], old.time_ns, old.length + 2)


def test_cooked_control_is_both() -> None:
    made_so = cooked_control(made())
    assert left(made_so) == EVERY - IN_THE_MIDDLE
    assert made_so.recordings[0].linktypes == (link.SLL,)


@pytest.mark.parametrize("name", [*LESS, *LOSSES])
def test_nothing_but_frames_is_changed(name: str) -> None:
    whole = made(drops=3)
    less = {**LESS, **LOSSES}[name](whole)
    assert described(less) == described(whole)
    (was,), (now,) = whole.recordings, less.recordings
    assert (now.name, now.drops, now.cut_short) == (was.name, was.drops, was.cut_short)
    times = [frame.time_ns for frame in now.frames]
    assert times == sorted(times)
    assert less.kept <= whole.kept


def described(one: Scene) -> tuple[object, ...]:
    """All of a scene but its recordings."""
    return one.name, one.nodes, one.hosts, one.address, one.vips, one.must_be_told, one.truth
