"""Failure rates, by who held the VIP and by minute."""

from pathlib import Path

import numpy as np
import pytest

from arpwatch_k8s.correlator.cost.rates import wilson
from tests.correlator.cost.story import analyzed, good, lost, record, said
from tests.savefiles import MAC_A, MAC_B, NS, Timed, segment


@pytest.mark.parametrize(
    ("failed", "attempts", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_wilson_interval_is_that_of_the_textbook(failed: int, attempts: int, low: float, high: float) -> None:
    assert wilson(failed, attempts) == pytest.approx((low, high), abs=1e-4)


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


def test_other_addresses_are_the_control_group(tmp_path: Path) -> None:
    other = [(time, frame.replace(bytes([192, 0, 2, 80]), bytes([192, 0, 2, 21]))) for time, frame in good(4, 9)[:2]]
    asked = [(5 * NS, segment("S", port=10, seq=1).replace(bytes([192, 0, 2, 80]), bytes([192, 0, 2, 21])))]
    a = analyzed(tmp_path, [said(0, MAC_A), *good(1, 1), *other, *asked])
    control = a.rates[a.rates["group"] == "control"]
    assert control[["address", "attempts", "failed"]].to_numpy().tolist() == [["192.0.2.21", 2, 1]]


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
