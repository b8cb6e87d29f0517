"""What a tool said as answers to the benchmark, and what it scores with them.

A monitor does not say that all is well: where it says nothing, that is taken for it. What it could not be given has no
answer.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from benchmark import score
from tests.field.judged import Judged, Mark
from tests.released.contents import CAUSES, truths_document
from tests.released.labelled import Answer


def answer(one: Judged) -> dict[str, object] | None:
    """A line of answers; None where there is none."""
    if one.mark is Mark.UNREAD:
        return None
    if not one.alarms:
        silent = Answer.INCONCLUSIVE if one.mark is Mark.ABSTAINED else Answer.HEALTHY
        return {"capture": one.truth.name, "outcome": silent}
    outcome = Answer.SYMPTOMS if one.cause is None else Answer.ROOT_CAUSE
    return {"capture": one.truth.name, "outcome": outcome, "cause": one.cause}


def lines(mine: Sequence[Judged]) -> str:
    """All answers of one tool, as score.py takes them."""
    return "".join(json.dumps(told) + "\n" for one in mine if (told := answer(one)) is not None)


def scored(mine: Sequence[Judged]) -> dict[str, score.Share]:
    """What one tool scores, of the whole."""
    document = truths_document("public", {one.truth.name: one.truth for one in mine})["captures"]
    assert isinstance(document, dict)
    truths = {name: score.truth_of(name, **fields) for name, fields in document.items()}
    told = [each for one in mine if (each := answer(one)) is not None]
    answers = {str(each["capture"]): score.answer_of(each, list(CAUSES), "the field") for each in told}
    return score.scores(answers, truths)["whole"]
