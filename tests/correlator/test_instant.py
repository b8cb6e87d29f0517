"""The state of every track at an instant, in captures made by hand."""

from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.instant import Instant, Lane, instant
from arpwatch_k8s.evidence import mac_text
from tests.savefiles import MAC_A, MAC_B, MAC_CLIENT, NS, announcement, exchange, icmp, pcapng, question, save, segment

S = 1_700_000_000 * NS


def at(tmp_path: Path, seconds: float, *frames: tuple[float, bytes]) -> Instant:
    """What was so then, of the one VIP."""
    timed = sorted((S + round(time * NS), data) for time, data in frames)
    result = aw.analyze(save(tmp_path / "x.pcapng", pcapng(timed)), vip="192.0.2.80").result
    (record,) = result.case.vips
    return instant(record, result.case.views[0].evidence, result.case.inventory, S + round(seconds * NS))


def lane(found: Instant, track: str) -> Lane:
    (one,) = [lane for lane in found.lanes if lane.track == track]
    return one


def macs(one: Lane) -> list[str | None]:
    return [mac_text(holder.mac) for holder in one.holders]


def opened(start: float, port: int, to: str = MAC_A) -> list[tuple[float, bytes]]:
    """A connection that is answered and closed, from `start` on."""
    return [(time / NS, data) for time, data in exchange(round(start * NS), port, mac=to)]


QUIET = [(0.0, question()), (1.0, announcement(MAC_A)), *opened(2, 40000), (10.0, question())]


def test_before_the_first_frame_of_a_track_nobody_is_known(tmp_path: Path) -> None:
    found = at(tmp_path, 0.5, *QUIET)
    for track in ("claimed", "used", "serving"):
        one = lane(found, track)
        assert (one.holders, one.since, one.made_by) == ((), None, None)
        assert one.until is not None
        assert one.follows is not None


def test_a_holder_is_told_with_the_frames_before_and_after(tmp_path: Path) -> None:
    found = at(tmp_path, 5, *QUIET, (8.0, announcement(MAC_A)))
    claimed = lane(found, "claimed")
    assert macs(claimed) == [MAC_A]
    assert (claimed.made_by, [shown.frame.frame for shown in claimed.shown]) == ((0, 2), [2])
    assert claimed.follows is not None
    assert claimed.follows.time == S + 8 * NS
    assert (claimed.until, claimed.since) == (None, S + 1 * NS)
    assert lane(found, "serving").follows is None
    assert mac_text(lane(found, "used").sender) == MAC_CLIENT


def test_an_instant_is_after_a_frame_of_its_own_time(tmp_path: Path) -> None:
    frames = [*QUIET, (6.0, announcement(MAC_B))]
    assert macs(lane(at(tmp_path, 6, *frames), "claimed")) == [MAC_B]
    before = lane(at(tmp_path, 5.999, *frames), "claimed")
    assert (macs(before), before.until, before.ends_by) == ([MAC_A], S + 6 * NS, "takeover")


def test_a_contest_has_several_holders_and_each_ones_last_claim(tmp_path: Path) -> None:
    fight = [(20.0 + n, announcement((MAC_B, MAC_A)[n % 2])) for n in range(14)]
    found = at(tmp_path, 25.5, *QUIET, *fight, (60.0, question()))
    claimed = lane(found, "claimed")
    assert claimed.contested
    assert set(macs(claimed)) == {MAC_A, MAC_B}
    assert [(shown.time - S) // NS for shown in claimed.shown] == [25, 24]
    assert [move.what for move in found.moves_before] == ["changes hands"] * 3
    assert found.moves_after[0].time == S + 26 * NS


def test_a_cache_that_the_wire_contradicts_is_told(tmp_path: Path) -> None:
    strayed = [(time, data) for start in (10, 11, 12) for time, data in opened(start, 41000 + start, to=MAC_A)]
    found = at(tmp_path, 11.5, *QUIET[:-1], (6.0, announcement(MAC_B)), *strayed)
    assert macs(lane(found, "expected")) == [MAC_B]
    assert macs(lane(found, "used")) == [MAC_A]
    assert found.departure is not None
    assert mac_text(found.departure.mac) == MAC_A


def test_open_attempts_are_told_those_that_failed_first(tmp_path: Path) -> None:
    waits = segment("S", port=50000, seq=7)
    answered = [(3.0, segment("S", port=50001, seq=9)), (3.001, segment("SA", port=50001, seq=5, ack=10, server=True))]
    frames = [*QUIET, *answered, (3.5, waits), (4.0, icmp(3, 1, port=50000, seq=7))]
    found = at(tmp_path, 3.6, *frames)
    assert (found.waiting, found.established, found.failing) == (1, 1, 1)
    assert [(one.sender_port, one.outcome) for one in found.listed] == [(50000, "unreachable"), (50001, "open")]
    assert [symptom.kind for symptom in found.symptoms_after] == ["icmp_unreachable"]
    assert found.symptoms_before == ()
    gone = at(tmp_path, 4, *frames)
    assert (gone.waiting, gone.established) == (0, 1)
    assert [symptom.kind for symptom in gone.symptoms_before] == ["icmp_unreachable"]
