"""What a move is, and what it cost."""

from pathlib import Path

import pytest

from arpwatch_k8s.cluster import Threads
from arpwatch_k8s.evidence.addresses import address_number
from arpwatch_k8s.periods import Windowed, windows
from arpwatch_k8s.periods.records import Cost
from arpwatch_k8s.periods.story import story
from arpwatch_k8s.periods.text import text
from tests.periods.whole import episodes, kept_as
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, question

ARP = b"\x08\x06"
START = 1_700_000_000 * NS


def told(folder: Path, frames: list[Timed]) -> Windowed:
    """What windows of ten seconds tell of some frames."""
    return windows(kept_as(folder, [frames], files=2, vips=[address_number(VIP)]), lambda: Threads(1), every_ns=10 * NS)


def moved(*more: Timed) -> list[Timed]:
    """A VIP that moves from A to B after twenty seconds, with what else there is."""
    story = [(START + at * NS, announcement(mac)) for at, mac in ((0, MAC_A), (1, MAC_A), (20, MAC_B), (21, MAC_B))]
    return sorted([*story, (START + 30 * NS, question()), *more])


def test_where_nobody_tries_the_cost_of_a_move_is_not_known(tmp_path: Path) -> None:
    found = told(tmp_path, moved(*exchange(START + 2 * NS, 1000)))
    (move,) = story(found).moves
    assert (move.vip, move.cost, move.attempts) == (VIP, Cost.UNKNOWN, 0)
    assert "cost not known: nobody tried to connect around it" in text(found)


def test_where_all_are_answered_it_cost_nothing(tmp_path: Path) -> None:
    busy = [exchange(START + at * NS + NS // 2, 1000 + at, mac=MAC_A if at < 20 else MAC_B) for at in range(2, 29)]
    found = told(tmp_path, moved(*(frame for one in busy for frame in one)))
    (move,) = story(found).moves
    assert (move.cost, move.failed, move.attempts) == (Cost.NOTHING, 0, 5)
    assert "cost nothing: none of 5 attempts around it failed" in text(found)


@pytest.mark.parametrize("scenario", ["metallb-failover", "kubevip-move"])
def test_where_no_claim_is_in_sight_a_move_is_one_of_who_answers(tmp_path: Path, scenario: str) -> None:
    ((*frames,),) = episodes(scenario)
    found = told(tmp_path, [(time, data) for time, data in frames if data[12:14] != ARP])
    moves = story(found).moves
    assert len(moves) > 0
    assert {move.track for move in moves} == {"serving"}
    assert "(by who answered)" in text(found)
