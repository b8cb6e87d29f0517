"""The same as the mutations of the ordinary tests, a hundred times as many: `make fuzz`."""

import pytest

from tests.capture.test_mutations import MODES, check
from tests.mutations import SEEDS, variants

RUNS = 100_000


@pytest.mark.parametrize("seed", range(10))
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", SEEDS)
def test_broken_captures_never_crash_and_never_invent_frames(name: str, mode: str, seed: int) -> None:
    for data in variants(name, RUNS // 10 // len(MODES), seed=100 + seed):
        check(data, mode)
