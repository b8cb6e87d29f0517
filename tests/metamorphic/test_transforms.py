"""Labelled captures with less or more in them: verdicts get weaker, never wrong; names change nothing.

A sample runs with all other tests, the same each time; `make metamorphic` runs all.
"""

from __future__ import annotations

import os

import pytest

from tests.metamorphic.judging import Case, analyzed, broken, cases, said, sample, transformed

EVERY = cases()
CHOSEN = EVERY if os.environ.get("ARPWATCH_METAMORPHIC") == "all" else sample(EVERY)


@pytest.mark.long
@pytest.mark.parametrize("case", CHOSEN, ids=lambda case: case.id)
def test_a_verdict_gets_weaker_and_never_wrong(case: Case) -> None:
    made = transformed(case)
    assert list(broken(case, made, said(analyzed(made, case.way).verdict))) == []
