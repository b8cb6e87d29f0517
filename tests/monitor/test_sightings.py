"""Who was seen to hold a VIP: by changes, and by a look at captures with labels."""

from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.changes.change import subject
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.evidence.virtual import is_virtual_mac
from arpwatch_k8s.monitor.sightings import seen_in, told_of
from arpwatch_k8s.past.stations import Sighting
from tests.changes.samples import SAMPLES, T0, A, B


def seen(captures: Path, name: str) -> list[Sighting]:
    """What a look at a whole capture shows."""
    return list(seen_in(aw.analyze(captures / name / "proxy.pcapng").result, ("eth0",)))


def test_changes_say_who_holds_a_vip_and_a_fight_names_all() -> None:
    found = {type(change).__name__: list(told_of(change)) for change in SAMPLES}
    holding = {name: [one.mac for one in several] for name, several in found.items() if several}
    assert holding == {
        "FirstOwner": [A.mac],
        "Takeover": [B.mac],
        "TrackMove": [B.mac],
        "ContestStart": [A.mac, B.mac],
        "ContestEnd": [B.mac],
    }
    (moved,) = found["TrackMove"]
    (change,) = [change for change in SAMPLES if type(change).__name__ == "TrackMove"]
    assert (moved.track, moved.interface, moved.first) == ("serving", subject(change).interface, T0)


def test_a_look_shows_who_claims_serves_and_is_used(captures: Path) -> None:
    found = seen(captures, "metallb-failover")
    assert {one.track for one in found} == {"claimed", "used", "serving"}
    assert len({one.mac for one in found if one.track == "claimed"}) == 2
    assert all(one.first <= one.last for one in found)
    assert [one.first for one in found] == sorted(one.first for one in found)


def test_a_look_shows_all_who_fight(captures: Path) -> None:
    found = seen(captures, "split-brain-metallb")
    (record,) = aw.analyze(captures / "split-brain-metallb" / "proxy.pcapng").result.case.vips
    assert {one.mac for one in found if one.track == "claimed"} >= {
        owner.mac for owner in found if owner.track == "serving"
    }
    fighting = {owner for contest in record.ownership.contests for owner in contest.owners}
    assert len({one.mac for one in found if one.track == "claimed"}) >= len(fighting) > 1


@pytest.mark.parametrize("name", ["split-brain-keepalived-healed"])
def test_behind_a_mac_that_moves_stands_whoever_advertises_for_it(captures: Path, name: str) -> None:
    for one in seen(captures, name):
        if one.track == "claimed":
            assert one.mac is None or not is_virtual_mac(parse_mac(one.mac)) or one.node is None
