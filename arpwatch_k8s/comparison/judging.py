"""The answer about each VIP, and about all of them, with its reason in a sentence.

Failures come first: where their shares differ, and time does not account for it, that is the answer. Where nothing
failed on either side, or nobody tried, causes that are gone or new are. What could not have been seen is never an
argument.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.comparison.causes import (
    AFTER,
    BEFORE,
    lost_words,
    quiet_by_chance,
    untried,
    untried_words,
)
from arpwatch_k8s.comparison.record import Answer, Changed, ComparedVip, Fate, Pair
from arpwatch_k8s.comparison.shares import Share, Shares, ShareState, compare_shares
from arpwatch_k8s.comparison.sides.side import Side
from arpwatch_k8s.wording.counts import listed, plural

MOST_NAMED: Final = 4
"""VIPs of one answer that the whole answer names."""


@dataclass(frozen=True, slots=True)
class Judged:
    """An answer about one VIP."""

    answer: Answer
    """It."""
    why: str
    """The reason, in a sentence."""
    quiet_share: float | None = None
    """As `ComparedVip` has it."""


def judged(pair: Pair, shares: Shares | None, causes: Sequence[Changed], before: Side, after: Side) -> Judged:
    """The answer about one VIP."""
    if shares is None:
        missing = listed([name for name, one in ((BEFORE, pair.before), (AFTER, pair.after)) if one is None])
        return Judged(Answer.CANNOT_TELL, f"no frame of {missing} is about {pair.vip}")
    if shares.state is ShareState.LOWER:
        return differing(Answer.BETTER, pair, shares, causes, before, after)
    if shares.state is ShareState.HIGHER:
        return differing(Answer.WORSE, pair, shares, causes, before, after)
    told = failures_words(shares)
    if shares.state is ShareState.SAME:
        return Judged(Answer.NO_DIFFERENCE, with_causes(told, causes))
    return Judged(by_causes(shares, causes), with_causes(told, causes))


def differing(
    answer: Answer, pair: Pair, shares: Shares, causes: Sequence[Changed], before: Side, after: Side
) -> Judged:
    """The answer where shares differ: unless the better side had nothing to show the failures by, or was watched for
    so short a time that the worse one was as quiet now and then."""
    worse, better, worse_name, better_name = (
        (before, after, BEFORE, AFTER) if answer is Answer.BETTER else (after, before, AFTER, BEFORE)
    )
    told = failures_words(shares)
    blamed = [each.before if answer is Answer.BETTER else each.after for each in causes if each.idle]
    idle = sum(cause.failed for cause in blamed if cause)
    if idle and not still_differs(shares, without=idle):
        return Judged(Answer.CANNOT_TELL, with_causes(told, causes))
    station, elsewhere = pair.before if answer is Answer.BETTER else pair.after, better.of_vip(pair.vip)
    ports = untried([station] if station else [], elsewhere)
    if ports and not still_differs(shares, without=sum(ports.values()) + idle):
        failed = f"where {sum(ports.values()):,} of those failed in {worse_name}"
        words = f"{told}; but {untried_words(ports, elsewhere, better_name)}, {failed}"
        return Judged(Answer.CANNOT_TELL, with_causes(words, causes))
    if better.lost and not still_differs(shares, hidden=better.lost):
        return Judged(Answer.CANNOT_TELL, with_causes(f"{told}; but {lost_words(better, better_name)}", causes))
    trouble = station.trouble if station else ()
    share, short = quiet_by_chance(trouble, worse, better, worse_name, better_name)
    if short is not None:
        return Judged(Answer.CANNOT_TELL, with_causes(f"{told}; but {short}", causes), share)
    return Judged(answer, with_causes(told, causes), share)


def still_differs(shares: Shares, *, without: int = 0, hidden: int = 0) -> bool:
    """Whether shares differ the same way without so many failures of the worse side, and with so many more, each an
    attempt by itself, on the better one."""
    lower = shares.state is ShareState.LOWER
    worse, better = (shares.before, shares.after) if lower else (shares.after, shares.before)
    worse = Share(max(0, worse.failed - without), worse.attempts)
    better = Share(better.failed + hidden, better.attempts + hidden)
    return compare_shares(*((worse, better) if lower else (better, worse))).state is shares.state


def by_causes(shares: Shares, causes: Sequence[Changed]) -> Answer:
    """The answer where failures give none."""
    fates = {one.fate for one in causes}
    if {Fate.GONE, Fate.NEW} <= fates:
        return Answer.MIXED
    if Fate.NEW in fates:
        return Answer.WORSE
    if Fate.GONE in fates:
        return Answer.BETTER
    undecided = Fate.UNTOLD in fates or shares.state is not ShareState.NONE
    return Answer.CANNOT_TELL if undecided else Answer.NO_DIFFERENCE


def failures_words(shares: Shares) -> str:
    """How many attempts failed on both sides, and what that shows."""
    first, second = of_attempts(shares.before), of_attempts(shares.after)
    match shares.state:
        case ShareState.UNTRIED:
            names = [name for name, one in ((BEFORE, shares.before), (AFTER, shares.after)) if not one.attempts]
            return f"nobody tried to connect in {listed(names)}"
        case ShareState.NONE:
            return f"nothing failed: {first} in {BEFORE}, {second} in {AFTER}"
        case ShareState.LOWER | ShareState.HIGHER:
            return f"{first} failed in {BEFORE}, {second} in {AFTER}: {points(shares)}"
        case ShareState.SAME:
            return f"{first} failed in {BEFORE}, {second} in {AFTER}: chance makes as much ({points(shares)})"
        case ShareState.FEW:
            name = AFTER if shares.better is shares.after else BEFORE
            takes = f"it takes {shares.needed or 0:,} in {name} to tell, if none fails"
            return f"{first} failed in {BEFORE}, {second} in {AFTER}: too few, {takes}"


def of_attempts(share: Share) -> str:
    """Failed of attempts."""
    return f"{f'{share.failed:,}' if share.failed else 'none'} of {plural(share.attempts, 'attempt')}"


def points(shares: Shares) -> str:
    """The difference with its interval, in points of percent."""
    if shares.state is ShareState.SAME:
        return f"{shares.low * 100:+.1f} to {shares.high * 100:+.1f} points, 95 % interval"
    low, high = sorted((abs(shares.low), abs(shares.high)))
    what = "fewer" if shares.state is ShareState.LOWER else "more"
    return f"{abs(shares.difference) * 100:.1f} points {what} (95 % interval {low * 100:.1f} to {high * 100:.1f})"


def with_causes(told: str, causes: Sequence[Changed]) -> str:
    """A sentence with what became of causes behind it."""
    parts = [told]
    for fate, words in ((Fate.GONE, "gone"), (Fate.NEW, "new"), (Fate.BOTH, "still there")):
        names = [one.rule for one in causes if one.fate is fate]
        if names:
            parts.append(f"{listed(names)} {'is' if len(names) == 1 else 'are'} {words}")
    for one in (one for one in causes if one.fate is Fate.UNTOLD):
        parts.append(f"{one.rule} cannot be told" + ("" if one.why in told else f": {one.why}"))
    return "; ".join(parts)


def overall(vips: Sequence[ComparedVip]) -> tuple[Answer, str]:
    """The answer about all VIPs, with its reason: worse or better where one is and none is the other."""
    if not vips:
        return Answer.CANNOT_TELL, "neither side has a VIP"
    answers = {one.answer for one in vips}
    if Answer.MIXED in answers or {Answer.BETTER, Answer.WORSE} <= answers:
        answer = Answer.MIXED
    else:
        order = (Answer.WORSE, Answer.BETTER, Answer.CANNOT_TELL, Answer.NO_DIFFERENCE)
        answer = next(one for one in order if one in answers)
    if len(vips) == 1:
        return answer, f"{vips[0].pair.vip}: {vips[0].why}"
    return answer, "; ".join(
        of_answer(one, [vip for vip in vips if vip.answer is one]) for one in Answer if one in answers
    )


def of_answer(answer: Answer, vips: Sequence[ComparedVip]) -> str:
    """VIPs of one answer."""
    names = [one.pair.vip for one in vips[:MOST_NAMED]]
    more = len(vips) - len(names)
    return f"{WORDS[answer]} at {listed([*names, *([f'{more:,} more'] if more else [])])}"


WORDS: Final = {
    Answer.BETTER: "better",
    Answer.NO_DIFFERENCE: "no difference shown",
    Answer.CANNOT_TELL: "not to be told",
    Answer.MIXED: "better and worse",
    Answer.WORSE: "worse",
}
