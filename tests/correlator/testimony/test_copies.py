"""Logs that are one log twice."""

from pathlib import Path

import pytest

from arpwatch_k8s.correlator.testimony.copies import copies
from tests.correlator.testimony.told import announced, idle, logs, withdrawn

WHOLE = [announced(1), announced(20), withdrawn(60), announced(61), idle(90)]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([WHOLE, WHOLE], {1: 0}),
        ([WHOLE[:2], WHOLE], {1: 0}),
        ([WHOLE[2:], WHOLE], {0: 1}),
        ([WHOLE[:4], WHOLE[2:], WHOLE], {1: 0, 2: 0}),
        ([WHOLE[:2], WHOLE[3:]], {}),
        ([WHOLE, [announced(1), announced(21), idle(90)]], {}),
        ([WHOLE, [WHOLE[0], WHOLE[1], WHOLE[2], idle(90)]], {}),
        ([WHOLE[:2], [WHOLE[0], WHOLE[1].replace("serviceAnnounced", "serviceWithdrawn")]], {}),
    ],
    ids=["whole", "earlier", "later", "rotated", "apart", "another", "one without a line", "another end"],
)
def test_what_is_said_the_same_in_the_time_of_both_is_one_log(
    tmp_path: Path, files: list[list[str]], expected: dict[int, int]
) -> None:
    read = logs(tmp_path, {f"{number}.log": lines for number, lines in enumerate(files)})
    assert copies(read, range(len(read))) == expected
