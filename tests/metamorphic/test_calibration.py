"""The page of right and wrong: what counts as which, and that each mistake can be found again."""

from __future__ import annotations

import re

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.metamorphic.calibration import PAGE, Result, page, result_of
from tests.metamorphic.judging import AS_IT_IS, TOLD, Case, Said, cases

CAUSE = Case(scenario="backend-refuses", transform=AS_IT_IS, way=TOLD)
LOSS = Case(scenario="healthy", transform="losing-10-3", way=TOLD)


def result(case: Case, confidence: Confidence | None, *, right: bool = False, harm: int = 0) -> Result:
    """An analysis that names a cause at a confidence, or none and is healthy."""
    rule = "backend-refuses" if confidence else None
    outcome = Outcome.ROOT_CAUSE if confidence else Outcome.HEALTHY
    said = Said(outcome=outcome, cause=rule, confidence=confidence, grades=frozenset())
    return Result(case=case, said=said, right=right, harm=harm)


def test_right_and_wrong_are_counted_at_the_confidence_that_was_given() -> None:
    results = [
        result(CAUSE, Confidence.HIGH, right=True),
        result(CAUSE, Confidence.HIGH, right=True),
        result(CAUSE, Confidence.HIGH, right=True),
        result(LOSS, Confidence.HIGH),
        result(LOSS, Confidence.LOW),
        result(LOSS, None),
        result(LOSS, None, harm=2),
    ]
    text = page(results)
    assert "| high | 3 | 1 | 75.0 % | 99 % |" in text
    assert "| medium | 0 | 0 | - | 90 % |" in text
    assert "| low | 0 | 1 | 0.0 % | none |" in text
    assert "Healthy was said 2 times, falsely 1 time (aim: never)." in text
    assert "7 analyses: 2 scenarios through 1 sort of transforms" in text


def test_each_sort_of_transform_has_a_row_whatever_chance_it_was_left_to() -> None:
    rows = page([result(LOSS, Confidence.HIGH), result(LOSS, None), result(CAUSE, Confidence.LOW)])
    assert "| losing-10 | 2 | 0 | 1 | 1 | 0 | 0 |" in rows
    assert "| as-it-is | 1 | 0 | 0 | 0 | 0 | 0 |" in rows


def test_what_was_wrong_is_named_and_guesses_are_not() -> None:
    text = page([result(LOSS, Confidence.MEDIUM), result(LOSS, None, harm=2), result(LOSS, Confidence.LOW)])
    assert "| healthy | losing-10-3 | told | backend-refuses (medium) | no cause |" in text
    assert "| healthy | losing-10-3 | told | healthy, 2 failed | no cause |" in text
    assert "backend-refuses (low)" not in text
    assert "## Wrong" not in page([result(CAUSE, Confidence.HIGH, right=True)])


@pytest.mark.long
def test_an_analysis_is_held_against_the_truth() -> None:
    found = result_of(CAUSE)
    assert (found.said.cause, found.right, found.harm) == ("backend-refuses", True, 0)


def analyses_of(text: str) -> list[str]:
    """The line that counts analyses, scenarios and sorts of transforms."""
    return re.findall(r"^[\d,]+ analyses: .*", text, re.MULTILINE)


def rows_of(text: str) -> dict[str, int]:
    """How many analyses there are of each sort of transform."""
    _, _, after = text.partition("## By transform")
    return {name: int(count) for name, count in re.findall(r"^\| ([a-z0-9-]+) \| (\d+) \|", after, re.MULTILINE)}


def test_the_page_that_is_published_counts_every_analysis_of_every_scenario() -> None:
    """Remake it with: make verdicts"""
    made, published = page([result(case, None) for case in cases()]), PAGE.read_text()
    assert analyses_of(published) == analyses_of(made)
    assert rows_of(published) == rows_of(made)
    (counted,) = re.findall(r"^([\d,]+) analyses", published, re.MULTILINE)
    assert sum(rows_of(published).values()) == int(counted.replace(",", ""))


def test_the_page_that_is_published_was_made_so() -> None:
    """Remake it with: make verdicts"""
    headings = re.findall(r"^[#|] .*|^## .*", page([result(CAUSE, Confidence.HIGH, right=True)]), re.MULTILINE)
    published = PAGE.read_text()
    assert all(line in published for line in headings if "---" not in line and not re.search(r"\d", line))
