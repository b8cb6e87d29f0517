"""How often a verdict is right at each confidence, over all labelled captures and their transforms.

`make verdicts` writes docs/calibration.md with it. What counts is the leading cause of a root-cause verdict, at its
confidence: right where the truth has it as the cause, or as one that is as true (`beside`).
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.wording.counts import plural
from tests.conftest import CAPTURES, REPO
from tests.metamorphic.judging import AS_IT_IS, Case, Said, analyzed, cases, harm_left, is_right, said, transformed
from tests.metamorphic.scene import scene

PAGE: Final = REPO / "docs" / "calibration.md"
AIMS: Final = {Confidence.HIGH: "99 %", Confidence.MEDIUM: "90 %", Confidence.LOW: "none"}
"""Of each confidence, the least share that ought to be right."""
BATCH: Final = 16
"""Analyses that a worker gets at a time."""
HEAD: Final = """# How often a verdict is right

Each labelled capture is analyzed as it is and with less or more in it, and what is said is held against the truth.
Less is: without ARP, control frames only, through the README's filter, without the first or last part, with frames lost
that nobody counted, one direction only, cooked. More is: renamed, shifted in time, split into files, among strangers,
beside a healthy VIP (`tests/metamorphic/`; `make metamorphic` runs them as tests, `make verdicts` makes this page).

A verdict of root-cause is *right* where its leading cause is the true one, or one that is as true (`beside` in
expected.toml: the rules that two controllers remove are missing). Of a capture in which nothing was wrong every cause
is wrong. It counts at the confidence that it gives. A verdict of healthy is *false* where attempts that failed are left
in the frames, with what shows how they ended. Other outcomes (symptoms-unexplained, inconclusive) name no cause and
cannot be wrong; how often they are given is told below.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One analysis, held against the truth."""

    case: Case
    """What was analyzed."""
    said: Said
    """What it came to."""
    right: bool
    """Whether the leading cause is true; False where none leads."""
    harm: int
    """Failed attempts that are in the frames of a verdict of healthy."""


def result_of(case: Case) -> Result:
    """Make one analysis."""
    made = transformed(case)
    now = said(analyzed(made, case.way).verdict)
    return Result(
        case=case,
        said=now,
        right=now.outcome is Outcome.ROOT_CAUSE and is_right(made, now),
        harm=harm_left(case, made) if now.outcome is Outcome.HEALTHY else 0,
    )


def page(results: Sequence[Result]) -> str:
    """docs/calibration.md."""
    return "\n".join(lines(results)) + "\n"


def lines(results: Sequence[Result]) -> Iterator[str]:
    """Line by line."""
    captures = {one.case.scenario for one in results}
    sorts = {one.case.sort for one in results} - {AS_IT_IS}
    yield HEAD
    yield (
        f"{len(results):,} analyses: {plural(len(captures), 'scenario')} through {plural(len(sorts), 'sort')} of "
        "transforms, the VIP told and discovered."
    )
    yield ""
    yield "| confidence | right | wrong | share right | aim |"
    yield "|---|--:|--:|--:|--:|"
    for confidence in reversed(Confidence):
        mine = [one for one in causes(results) if one.said.confidence is confidence]
        right = sum(one.right for one in mine)
        yield f"| {confidence} | {right} | {len(mine) - right} | {percent(right, len(mine))} | {AIMS[confidence]} |"
    yield ""
    healthy = [one for one in results if one.said.outcome is Outcome.HEALTHY]
    false = [one for one in healthy if one.harm]
    yield f"Healthy was said {plural(len(healthy), 'time')}, falsely {plural(len(false), 'time')} (aim: never)."
    yield ""
    yield from by_transform(results)
    yield from mistakes([one for one in causes(results) if not one.right and is_sure(one)], false)


def causes(results: Iterable[Result]) -> list[Result]:
    """Those with a leading cause."""
    return [one for one in results if one.said.outcome is Outcome.ROOT_CAUSE]


def is_sure(one: Result) -> bool:
    """Whether its cause is more than a guess."""
    return one.said.confidence is not Confidence.LOW


def percent(some: int, of: int) -> str:
    """A share in words."""
    return f"{100 * some / of:.1f} %" if of else "-"


def by_transform(results: Sequence[Result]) -> Iterator[str]:
    """What each sort of transform leads to."""
    yield "## By transform"
    yield ""
    yield "Of the analyses: how many name a true cause, how many another one (more than a guess of low confidence), and"
    yield "how many come to each of the other outcomes."
    yield ""
    names = [outcome.value for outcome in Outcome if outcome is not Outcome.ROOT_CAUSE]
    yield f"| transform | analyses | true cause | another cause | {' | '.join(names)} |"
    yield "|---|" + "--:|" * (3 + len(names))
    for sort in dict.fromkeys(one.case.sort for one in results):
        mine = [one for one in results if one.case.sort == sort]
        right = sum(one.right for one in mine)
        wrong = sum(not one.right and is_sure(one) for one in causes(mine))
        outcomes = Counter(one.said.outcome.value for one in mine)
        cells = [str(n) for n in (len(mine), right, wrong, *(outcomes[name] for name in names))]
        yield f"| {sort.rstrip('-')} | {' | '.join(cells)} |"


def mistakes(wrong: Sequence[Result], false: Sequence[Result]) -> Iterator[str]:
    """Each sure cause that is not true, and each false healthy, so that they can be looked at."""
    if not wrong and not false:
        return
    yield ""
    yield "## Wrong"
    yield ""
    yield "| capture | transform | VIP | said | true |"
    yield "|---|---|---|---|---|"
    for one in (*wrong, *false):
        told = f"{one.said.cause} ({one.said.confidence})" if one.said.cause else f"healthy, {one.harm} failed"
        true = ", ".join(sorted(scene(CAPTURES / one.case.scenario).truth.causes)) or "no cause"
        yield f"| {one.case.scenario} | {one.case.transform} | {one.case.way} | {told} | {true} |"


def main() -> None:
    """Analyze all of it, write the page."""
    parser = argparse.ArgumentParser(prog="python -m tests.metamorphic.calibration", description=__doc__)
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("-o", "--output", type=Path, default=PAGE, help="the page (default docs/calibration.md)")
    asked = parser.parse_args()
    every = cases()
    with ProcessPoolExecutor(asked.workers) as pool:
        results = list(pool.map(result_of, every, chunksize=BATCH))
    asked.output.write_text(page(results), encoding="utf-8")
    print(f"{len(results)} analyses: {asked.output}", file=sys.stderr)


if __name__ == "__main__":
    main()
