"""The withheld part: captures under other names and at other times, which mean what they meant."""

import random

import pytest

from arpwatch_k8s.thresholds import NS
from tests.conftest import CAPTURES
from tests.metamorphic.made import made
from tests.metamorphic.scene import Scene, scene
from tests.released.disguised import disguised, present
from tests.released.labelled import Answer, Group, Truth, truth

NAMES = ["dual-stack", "vlan-trunk", "any-interface"]
SOME = Truth(
    name="made",
    outcome=Answer.ROOT_CAUSE,
    causes=("stalled",),
    group=Group.ONE_OWNER,
    vips=("192.0.2.80", "2001:db8::80"),
    sick=("2001:db8::80",),
    felt=(1_700_000_003 * NS, 1_700_000_004 * NS),
)


def other(name: str, seed: str = "a seed of some length") -> tuple[Scene, Truth]:
    """A scenario, disguised."""
    return disguised(scene(CAPTURES / name), truth(CAPTURES / name), random.Random(seed))


@pytest.mark.parametrize("name", NAMES)
def test_no_address_is_left(name: str) -> None:
    before, after = present(scene(CAPTURES / name)), present(other(name)[0])
    assert not {address for address in before.four & after.four if 0 < address[0] < 224}
    assert not {address for address in before.six & after.six if address[0] == 0x20}
    nics = {mac for mac in before.macs if mac.startswith(b"\x52\x54\x00")}
    assert nics
    assert not nics & after.macs


@pytest.mark.parametrize("name", NAMES)
def test_the_same_seed_gives_the_same_and_another_one_another(name: str) -> None:
    assert other(name) == other(name)
    assert other(name)[0].recordings != other(name, "another seed of that kind")[0].recordings


def test_truth_goes_with_the_capture() -> None:
    given = made()
    changed, told = disguised(given, SOME, random.Random(7))
    earlier = given.recordings[0].start - changed.recordings[0].start
    assert told.felt == (SOME.felt[0] - earlier, SOME.felt[1] - earlier) if SOME.felt else None
    assert told.sick == told.vips[1:]
    assert {*told.vips}.isdisjoint(SOME.vips)
    there = present(changed)
    assert {bytes(vip) for vip in changed.packed_vips} <= there.four | there.six or changed.vips == given.vips


def test_order_and_distances_of_frames_stay() -> None:
    given = made()
    # what cannot be told gets no company, which might tell it
    changed, _ = disguised(given, with_outcome(Answer.INCONCLUSIVE), random.Random(7))
    was, now = given.recordings[0].frames, changed.recordings[0].frames
    assert [one.time_ns - was[0].time_ns for one in was] == [one.time_ns - now[0].time_ns for one in now]
    assert [one.length for one in was] == [one.length for one in now]


def test_what_can_be_told_is_sometimes_among_strangers() -> None:
    kept = len(made().recordings[0].frames)
    counts = {
        len(disguised(made(), with_outcome(Answer.HEALTHY), random.Random(seed))[0].recordings[0].frames)
        for seed in range(8)
    }
    assert min(counts) == kept < max(counts)


def with_outcome(outcome: Answer) -> Truth:
    """The truth of one without a cause."""
    return Truth(name="made", outcome=outcome, causes=(), group=Group.UNTOLD, vips=SOME.vips, sick=(), felt=None)


def test_files_say_nothing_of_what_they_were() -> None:
    changed, _ = other("two-vantages")
    assert [one.name for one in changed.recordings] == ["1.pcapng", "2.pcapng"]
