"""By how much a log's clock is off."""

import random

import numpy as np
import pytest

from arpwatch_k8s.correlator.testimony.coincidences import LAG_NS, Coincidence
from arpwatch_k8s.correlator.testimony.skew import skew

S = 10**9
HOUR = 3600 * S
START, END = 1_795_378_470 * S, (1_795_378_470 + 120) * S
BURSTS = [5.2, 5.9, 6.35, 20.1, 20.72, 44.9, 45.5, 46.05, 80.33, 99.0, 99.4]


def written(seconds: list[float], ahead: int, *, width: int = S, jitter: int = 0, seed: int = 1) -> Coincidence:
    """Failures at some seconds of the capture, and a log of them whose clock is ahead."""
    noise = random.Random(seed)
    frames = np.array([START + round(at * S) for at in seconds], np.int64)
    lines = np.array([time + ahead + noise.randint(0, jitter) for time in frames.tolist()], np.int64)
    starts = np.sort(lines // width * width) - LAG_NS
    return Coincidence(starts, np.full(len(lines), width + 2 * LAG_NS), np.sort(frames))


@pytest.mark.parametrize("ahead", [0.8, -0.8, 1.7, -3.3, 8.05, 47.0, -61.5, 11_700.0])
@pytest.mark.parametrize("width", [S, S // 1000])
def test_a_clock_that_is_off_is_told_to_within_what_its_stamps_allow(ahead: float, width: int) -> None:
    found = skew(0, [written(BURSTS, round(ahead * S), width=width)], START, END)
    assert found is not None
    assert abs(found.ahead_ns - ahead * S) <= found.spread_ns / 2 + S // 50
    assert (found.pairs, found.zone_ns) == (len(BURSTS), 0)
    assert found.spread_ns < S


@pytest.mark.parametrize("hours", [9, -5, 5.75, -3.5, 14])
@pytest.mark.parametrize("off", [0, 0.7, -2.2])
def test_a_wrong_zone_is_told_with_what_is_off_besides(hours: float, off: float) -> None:
    ahead = round(hours * HOUR + off * S)
    found = skew(0, [written(BURSTS, ahead)], START, END)
    assert found is not None
    assert found.zone_ns == hours * HOUR
    assert abs(found.ahead_ns - ahead) <= found.spread_ns


def test_the_zone_that_a_log_was_read_in_decides_which_others_there_are() -> None:
    """Nepal's time read in Berlin is 4 h 45 min ahead, and no zone is 4:45 from UTC."""
    some = [written(BURSTS, round(4.75 * HOUR))]
    told = [skew(0, some, START, END, east=east) for east in (0, HOUR)]
    assert [found.zone_ns if found else None for found in told] == [0, round(4.75 * HOUR)]


@pytest.mark.parametrize("jitter", [0, 15_000_000, 100_000_000])
def test_a_clock_that_is_right_is_not_told(jitter: int) -> None:
    assert skew(0, [written(BURSTS, 0, jitter=jitter)], START, END) is None


@pytest.mark.parametrize("ahead", [0.4, 0.8, 3.0, 9 * 3600 + 137.0])
def test_traffic_that_fails_every_second_tells_nothing_or_what_is_so(ahead: float) -> None:
    seconds = [number + 0.31 for number in range(120)]
    found = skew(0, [written(seconds, round(ahead * S))], START, END)
    assert found is None or abs(found.ahead_ns - ahead * S) <= found.spread_ns


def test_the_wrong_zone_of_traffic_that_fails_every_second_is_told_by_where_it_begins_and_ends() -> None:
    found = skew(0, [written([number + 0.31 for number in range(30, 90)], 9 * HOUR)], START, END)
    assert found is not None
    assert (found.zone_ns, found.ahead_ns) == (9 * HOUR, 9 * HOUR)


def test_two_failures_tell_nothing() -> None:
    assert skew(0, [written([5.2, 44.9], 800_000_000)], START, END) is None
    assert skew(0, [written([5.2, 5.25, 5.3], 9 * HOUR, width=S)], START, END) is None


def test_a_log_of_another_incident_with_one_burst_of_the_same_length_tells_nothing() -> None:
    """It fits, 3 h 2 min off; so would the log of any day that has such a burst."""
    assert skew(0, [written([20 + number * 0.4 for number in range(9)], 10_920 * S)], START, END) is None


def test_a_log_of_other_failures_is_not_told_to_be_off() -> None:
    """Lists that have nothing to do with each other, of a day and of two minutes."""
    told = 0
    for seed in range(40):
        noise = random.Random(seed)
        frames = sorted(noise.uniform(0, 119) for _ in range(noise.choice((3, 8, 20))))
        lines = sorted(noise.uniform(-10_000, 10_000) for _ in range(noise.choice((5, 100, 1000))))
        one = Coincidence(written(lines, 0).starts, np.full(len(lines), S), written(frames, 0).frames)
        told += skew(0, [one], START, END) is not None
    assert told == 0


def test_of_very_many_lines_the_first_tell() -> None:
    """A hundred thousand failures in an hour, in stretches that differ."""
    noise = random.Random(5)
    edges = sorted(noise.uniform(0, 3600) for _ in range(40))
    tried = (noise.uniform(0, 3600) for _ in range(200_000))
    seconds = [at for at in tried if sum(edge < at for edge in edges) % 2]
    found = skew(0, [written(seconds, 9 * HOUR)], START, START + HOUR)
    assert found is not None
    assert found.zone_ns == 9 * HOUR


def test_lines_that_no_frame_is_about_tell_nothing() -> None:
    assert skew(0, [], START, END) is None
