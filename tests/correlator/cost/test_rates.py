"""Failure rates."""

import pytest

from arpwatch_k8s.correlator.cost.rates import wilson


@pytest.mark.parametrize(
    ("failed", "attempts", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_wilson_interval_is_that_of_the_textbook(failed: int, attempts: int, low: float, high: float) -> None:
    assert wilson(failed, attempts) == pytest.approx((low, high), abs=1e-4)
