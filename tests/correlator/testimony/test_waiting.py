"""How long a proxy waited."""

import random

import numpy as np
import pytest

from arpwatch_k8s.correlator.connections.outcomes import NEVER
from arpwatch_k8s.correlator.testimony.waiting import usual_wait
from arpwatch_k8s.logs.details.detail import ProxyRemark
from arpwatch_k8s.logs.event import LogEvent
from arpwatch_k8s.thresholds import DEFAULTS

S = 10**9
START = 1_795_378_470 * S
DETAIL = ProxyRemark(errno=None, phase=None, request=None)


def waited(seconds: list[float], wait: float, *, width: int = S) -> int:
    """The wait that is told from attempts begun at some seconds, of which each had a line."""
    begun = np.array([START + round(at * S) for at in seconds], np.int64)
    written = [(int(time) + round(wait * S)) // width * width for time in begun]
    lines = [
        LogEvent(time=time, width_ns=width, source="x", line=number, text="", detail=DETAIL)
        for number, time in enumerate(written)
    ]
    return usual_wait(lines, begun, np.zeros(len(begun), np.int64), np.full(len(begun), NEVER), DEFAULTS)


@pytest.mark.parametrize("wait", [1.0, 3.0, 5.0, 60.0])
@pytest.mark.parametrize("width", [S, S // 1000])
def test_the_wait_is_the_one_that_gives_each_line_an_attempt(wait: float, width: int) -> None:
    noise = random.Random(3)
    seconds = sorted(noise.uniform(0, 30) for _ in range(25))
    assert abs(waited(seconds, wait, width=width) - wait * S) <= max(width // 4, S // 1000)


def test_attempts_at_regular_intervals_shorter_than_the_wait_do_not_hide_it() -> None:
    """With one each half second, pairs of a line and another attempt allow any multiple of that as well."""
    seconds = [number * 0.5 + 0.13 for number in range(12)]
    assert abs(waited(seconds, 5.0) - 5 * S) <= S // 2


def test_no_line_or_none_that_fits_is_no_wait() -> None:
    assert waited([], 5.0) == 0
    assert waited([3.0], -20.0) == 0
    assert waited([3.0], 200.0) == 0


def test_of_very_many_lines_the_first_tell() -> None:
    noise = random.Random(3)
    seconds = sorted(noise.uniform(0, 3000) for _ in range(3000))
    assert abs(waited(seconds, 5.0) - 5 * S) <= S // 2
