"""Times that are years away from the others."""

import numpy as np
import pytest

from arpwatch_k8s.evidence.odd_times import FAR_NS, Believable, believable

DAY = 86_400 * 1_000_000_000
NOW = 20_000 * DAY
LAST = (1 << 63) - 1


@pytest.mark.parametrize(
    ("times", "start", "end", "found"),
    [
        ([], NOW, NOW, (NOW, NOW, 0)),
        ([NOW, NOW + DAY], NOW - 1, NOW + 2 * DAY, (NOW - 1, NOW + 2 * DAY, 0)),
        ([0, NOW, NOW + DAY], 0, NOW + 2 * DAY, (NOW, NOW + 2 * DAY, 1)),
        ([NOW, NOW + DAY, LAST], NOW, LAST, (NOW, NOW + DAY, 1)),
        ([-LAST, NOW, NOW, LAST], -LAST, LAST, (NOW, NOW, 2)),
        ([0, LAST], 0, LAST, (0, 0, 1)),
        ([NOW, NOW + FAR_NS // 2, NOW + FAR_NS + 1], NOW, NOW + FAR_NS + 1, (NOW, NOW + FAR_NS + 1, 0)),
        ([NOW], 0, NOW, (NOW, NOW, 0)),
    ],
)
def test_the_largest_group_is_what_can_be_shown(
    times: list[int], start: int, end: int, found: tuple[int, int, int]
) -> None:
    assert believable(np.array(times, np.int64), start, end) == Believable(*found)
