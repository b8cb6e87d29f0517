"""What tools score that we know: ours over a sample, and two that always say the same."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from arpwatch_k8s.report.formats.json.document import document
from benchmark import from_analysis, score
from tests.conftest import CAPTURES
from tests.metamorphic.scene import labelled
from tests.released.contents import encoded, truths_document
from tests.released.labelled import Answer, Group, truth
from tests.scenarios.analyses import analyzed
from tests.scenarios.truths import capture_of

SAMPLE = ["connections-broken-by-move", "healthy", "port-never-served", "service-not-programmed", "two-controllers"]
"""One of each class."""
EVERY = labelled(CAPTURES)


def scored(
    folder: Path, names: Iterable[str], answers: Iterable[dict[str, object]]
) -> dict[str, dict[str, score.Share]]:
    """The scores of answers to some scenarios, through the files that are released."""
    known, told = folder / "truth.json", folder / "answers.jsonl"
    known.write_bytes(encoded(truths_document("public", {name: truth(CAPTURES / name) for name in names})))
    told.write_text("".join(json.dumps(one) + "\n" for one in answers))
    truths, causes = score.truths_of(known)
    return score.scores(score.answers_of(told, truths, causes), truths)


def counts(shares: dict[str, score.Share]) -> dict[str, tuple[int, int]]:
    """Some of how many."""
    return {name: (one.some, one.of) for name, one in shares.items()}


def test_ours_is_right_of_a_sample(tmp_path: Path) -> None:
    results = {name: analyzed(capture_of(CAPTURES / name)).result for name in SAMPLE}
    answers = [from_analysis.answer(name, dict(document(result))) for name, result in results.items()]
    told = scored(tmp_path, SAMPLE, answers)
    whole = counts(told["whole"])
    assert whole["sick: right cause"] == whole["causes named: true"] == (3, 3)
    assert whole["healthy: called healthy"] == (1, 1)
    assert whole["cannot be told: right abstention"] == (1, 1)
    assert [*counts(told["right causes"]).values()] == [(3, 3), (3, 3)]
    assert counts(told["right, by class"]) == {str(group): (1, 1) for group in Group}


@pytest.fixture(scope="module")
def outcomes() -> dict[str, Answer]:
    """What each scenario comes to."""
    return {name: truth(CAPTURES / name).outcome for name in EVERY}


def test_always_healthy_is_right_of_the_healthy_alone(tmp_path: Path, outcomes: dict[str, Answer]) -> None:
    told = scored(tmp_path, EVERY, [{"capture": name, "outcome": "healthy"} for name in EVERY])
    whole = counts(told["whole"])
    sick, well = (list(outcomes.values()).count(one) for one in (Answer.ROOT_CAUSE, Answer.HEALTHY))
    assert whole["sick: called healthy"] == (sick, sick)
    assert whole["healthy: called healthy"] == (well, well)
    assert whole["cannot be told: right abstention"] == (0, len(EVERY) - sick - well)


def test_always_split_brain_is_right_of_split_brains_and_alarms_on_all_others(
    tmp_path: Path, outcomes: dict[str, Answer]
) -> None:
    answers: list[dict[str, object]] = [
        {"capture": name, "outcome": "root-cause", "cause": "split-brain"} for name in EVERY
    ]
    told = scored(tmp_path, EVERY, answers)
    whole = counts(told["whole"])
    true = sum("split-brain" in truth(CAPTURES / name).causes for name in EVERY)
    sick, well = (list(outcomes.values()).count(one) for one in (Answer.ROOT_CAUSE, Answer.HEALTHY))
    assert true > 1
    assert whole["sick: right cause"] == (true, sick)
    assert whole["sick: another cause, said surely"] == (sick - true, sick)
    assert whole["healthy: alarm"] == (well, well)
    assert whole["causes named: true"] == (true, len(EVERY))
    assert counts(told["right, by class"])["a move"][0] == 0
