"""What attempts amount to: outages, rates by who held the VIP, incidents."""

from pathlib import Path

import numpy as np
import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.correlator.correlate import VipRecord
from tests.savefiles import MAC_A, MAC_B, NS, VIP, Timed, announcement, exchange, icmp, pcap, save, segment

BOTH = {"a": MAC_A, "b": MAC_B}


def lost(begun: float, port: int, *, to: str = MAC_A) -> list[Timed]:
    """An attempt that is refused at once by ICMP."""
    return [
        (round(begun * NS), segment("S", port=port, seq=1000, to=to)),
        (round(begun * NS) + 1_000_000, icmp(3, 1, port=port, seq=1000, mac=to)),
    ]


def good(begun: float, port: int, *, by: str = MAC_A) -> list[Timed]:
    return exchange(round(begun * NS), port, mac=by)


def said(second: float, mac: str) -> Timed:
    return round(second * NS), announcement(mac)


def analyzed(tmp_path: Path, frames: list[Timed]) -> aw.Analysis:
    return aw.analyze(save(tmp_path / "x.pcap", pcap(sorted(frames))), vip=VIP, nodes=BOTH)


def record(tmp_path: Path, frames: list[Timed]) -> VipRecord:
    (found,) = analyzed(tmp_path, frames).result.case.vips
    return found


def seconds(*times: int) -> tuple[float, ...]:
    return tuple(round(time / NS, 3) for time in times)


def test_an_outage_runs_from_the_first_syn_lost_to_the_next_answer(tmp_path: Path) -> None:
    frames = [*good(1, 1), *lost(2, 2), *lost(3, 3), *good(5, 4), *lost(8, 5)]
    found = record(tmp_path, [said(0, MAC_A), *frames, said(20, MAC_A)])
    assert [(*seconds(o.start, o.end), o.failed, o.over) for o in found.outages] == [
        (2.0, 5.001, 2, True),
        (8.0, 20.0, 1, False),
    ]


def test_a_connection_that_broke_later_is_no_outage(tmp_path: Path) -> None:
    broken = [*good(1, 1)[:2], (2 * NS, segment("R", port=1, seq=9500, server=True))]
    found = record(tmp_path, [said(0, MAC_A), *broken, *good(3, 2)])
    assert (len(found.failed), found.outages) == (1, ())


def test_attempts_count_under_whoever_held_each_track(tmp_path: Path) -> None:
    frames = [said(0, MAC_A), *good(1, 1), *lost(2, 2), said(10, MAC_B), *good(11, 3, by=MAC_B), *good(12, 4, by=MAC_B)]
    a = analyzed(tmp_path, frames)
    told = a.rates[a.rates["group"] == "vip"]
    assert [tuple(row) for row in told[["track", "node", "attempts", "failed", "outages"]].to_numpy()] == [
        ("claimed", "a", 2, 1, 1),
        ("claimed", "b", 2, 0, 0),
        ("serving", "a", 2, 1, 1),
        ("serving", "b", 2, 0, 0),
        ("used", "a", 2, 1, 1),
        ("used", "b", 2, 0, 0),
    ]
    assert told["outage_seconds"].iloc[0] == pytest.approx(9.001)


def test_every_attempt_counts_once_on_the_claimed_track_also_in_a_contest_and_before_any_claim(tmp_path: Path) -> None:
    turns = [said(10 + 3 * turn, (MAC_A, MAC_B)[turn % 2]) for turn in range(6)]
    frames = [*good(1, 1), *turns, *lost(15.5, 2), *good(16.5, 3), *good(40, 4, by=MAC_B)]
    a = analyzed(tmp_path, frames)
    told = a.rates[a.rates["track"] == "claimed"]
    assert told["attempts"].sum() == 4
    assert told.loc[told["contested"].astype(bool), ["attempts", "failed"]].to_numpy().tolist() == [[2, 1]]
    assert told.loc[told["mac"].isna() & ~told["contested"].astype(bool), "attempts"].tolist() == [1]


def test_minutes_count_what_the_table_of_connections_leaves_out(tmp_path: Path) -> None:
    a = analyzed(tmp_path, [said(0, MAC_A), *good(1, 1), *good(50, 2), *lost(59, 3), *good(61, 4)])
    assert a.minutes[["attempts", "failed", "ok"]].to_numpy().tolist() == [[3, 1, 2], [1, 0, 1]]
    assert a.connections["outcome"].tolist() == ["unreachable"]


def test_incidents_join_what_is_close_and_part_what_is_not(tmp_path: Path) -> None:
    frames = [*lost(5, 1), said(20, MAC_B), *lost(49, 2, to=MAC_B), *good(60, 3, by=MAC_B), *lost(80, 4, to=MAC_B)]
    found = record(tmp_path, [said(0, MAC_A), *frames])
    assert [(*seconds(i.start, i.end), i.attempts, i.failed, i.moves) for i in found.incidents] == [
        (5.0, 49.001, 2, 2, 1),
        (80.0, 80.001, 1, 1, 0),
    ]
    assert found.incidents[0].first_frame < found.incidents[0].last_frame


def test_a_capture_without_trouble_has_no_incident(tmp_path: Path) -> None:
    found = record(tmp_path, [said(0, MAC_A), *good(1, 1), *good(2, 2)])
    assert (found.incidents, found.outages, len(found.failed)) == ((), (), 0)


def test_other_addresses_are_the_control_group(tmp_path: Path) -> None:
    other = [(time, frame.replace(bytes([192, 0, 2, 80]), bytes([192, 0, 2, 21]))) for time, frame in good(4, 9)[:2]]
    asked = [(5 * NS, segment("S", port=10, seq=1).replace(bytes([192, 0, 2, 80]), bytes([192, 0, 2, 21])))]
    a = analyzed(tmp_path, [said(0, MAC_A), *good(1, 1), *other, *asked])
    control = a.rates[a.rates["group"] == "control"]
    assert control[["address", "attempts", "failed"]].to_numpy().tolist() == [["192.0.2.21", 2, 1]]


def test_symptoms_say_what_they_did_and_who_held_the_vip(tmp_path: Path) -> None:
    frames = [
        *lost(2, 1),
        (3 * NS, icmp(3, 1, port=1, seq=1000)),
        *good(4, 2)[:2],
        (5 * NS, icmp(3, 1, port=2, seq=1000)),
        (6 * NS, segment("S", port=3, seq=1000)),
        (6 * NS + 1, icmp(5, 1, port=3, seq=1000)),
    ]
    told = analyzed(tmp_path, [said(0, MAC_A), *frames, *good(7, 5)]).symptoms
    assert told["effect"].tolist() == ["ended", "after_end", "after_answer", "pending"]
    assert set(told["claimed"]) == set(told["used"]) == {"a"}
    assert told["serving"].isna().tolist() == [True, True, False, True] or told["serving"].tolist()[2] == "a"


def test_a_flood_of_unanswered_syns_is_counted_beyond_the_cap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("arpwatch_k8s.correlator.cost.symptoms.MOST", 50)
    flood = [(NS + number, segment("S", port=1 + number, seq=1)) for number in range(120)]
    a = analyzed(tmp_path, [said(0, MAC_A), *flood, said(60, MAC_A)])
    assert (len(a.symptoms), a.left_out) == (50, {"symptoms": 70})
    assert any("70 more symptoms" in caveat for caveat in a.verdict.caveats)
    assert a.rates["failed"].tolist()[0] == 120


def test_rates_add_up_whatever_the_order_of_attempts(tmp_path: Path) -> None:
    chance = np.random.default_rng(7)
    frames: list[Timed] = [said(0, MAC_A), said(40, MAC_B)]
    for port in range(60):
        begun = float(chance.uniform(0, 90))
        frames += lost(begun, port + 1) if chance.random() < 0.3 else good(begun, port + 1)
    found = record(tmp_path, frames)
    for track in ("claimed", "serving"):
        mine = [rate for rate in found.rates if rate.track == track]
        assert sum(rate.attempts for rate in mine) == len(found.attempts) == 60
        assert sum(rate.failed for rate in mine) == len(found.failed)
        assert sum(rate.outages for rate in mine) == len(found.outages)
    assert int(found.minutes["attempts"].sum()) == 60
