#!/usr/bin/env python3
"""Scores answers to the arpwatch-k8s benchmark: python3 score.py ANSWERS.jsonl [--truth TRUTH.json] [--json]

An answer is a line of JSON, one for each capture:

    {"capture": "w07", "outcome": "root-cause", "cause": "split-brain", "vip": "10.0.7.80"}

`outcome` is healthy, root-cause, symptoms (something is wrong, why is not known) or inconclusive (the capture cannot
tell). `cause` is one of the causes in captures.json, beside root-cause alone. `vip`, `start` and `end` (RFC 3339, or
Unix seconds) may be left out; `note` is for anything else. A capture without an answer counts as not right.

It needs Python 3.11 and nothing else.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

HEALTHY, ROOT_CAUSE, SYMPTOMS, INCONCLUSIVE = OUTCOMES = ("healthy", "root-cause", "symptoms", "inconclusive")
KEYS: Final = {"capture", "outcome", "cause", "vip", "start", "end", "note"}
UNANSWERED: Final = "no answer"
RIGHT, WRONG, NOTICED, SILENT, ALARM, ABSTAINED = "right", "wrong", "noticed", "silent", "alarm", "abstained"
"""What an answer comes to: `mark` says which when."""
Z: Final = 1.959963984540054
"""Of the normal distribution: 95 of 100 lie within so many standard deviations."""
MOST_BYTES: Final = 64 << 20
"""Of a file."""
SLACK_S: Final = 1.0
"""How far times may be off: the users whose failures the truth is from noted when they had their answer."""
Span = tuple[float, float]
"""From when to when, Unix seconds."""


class InputError(Exception):
    """What cannot be scored and where, then what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a tool says of a capture."""

    outcome: str
    """One of `OUTCOMES`."""
    cause: str | None
    """Why, beside root-cause alone."""
    vip: str | None
    """Which VIP; None where it does not say."""
    span: Span | None
    """From when to when, Unix seconds; None where it does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """What is true of a capture."""

    outcome: str
    """What an analysis can come to at best."""
    causes: tuple[str, ...]
    """The true one, and what is as true."""
    group: str
    """Of which class it is."""
    vips: tuple[str, ...]
    """The VIPs that suffered."""
    felt: Span | None
    """From when to when users' requests failed, Unix seconds; None where none did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """Some of many, and what that says of the tool: Wilson's interval of 95 %."""

    some: int
    of: int

    @property
    def interval(self) -> tuple[float, float]:
        """From 0 to 1 where there is nothing to tell it by."""
        if not self.of:
            return 0.0, 1.0
        share, spread = self.some / self.of, Z * Z / self.of
        middle = share + spread / 2
        half = Z * math.sqrt((share * (1 - share) + spread / 4) / self.of)
        return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))

    def as_dict(self) -> dict[str, object]:
        """For JSON."""
        return {"some": self.some, "of": self.of, "interval": self.interval}

    def __str__(self) -> str:
        low, high = self.interval
        share = f"{100 * self.some / self.of:.0f} %" if self.of else "-"
        return f"{self.some} of {self.of}, {share} ({100 * low:.0f} to {100 * high:.0f} %)"


def mark(answer: Answer | None, truth: Truth) -> str:
    """What an answer comes to."""
    if answer is None:
        return UNANSWERED
    if truth.outcome == ROOT_CAUSE:
        named = RIGHT if answer.cause in truth.causes else WRONG
        return {ROOT_CAUSE: named, SYMPTOMS: NOTICED, INCONCLUSIVE: ABSTAINED, HEALTHY: SILENT}[answer.outcome]
    if truth.outcome == HEALTHY:
        return {HEALTHY: RIGHT, INCONCLUSIVE: ABSTAINED}.get(answer.outcome, ALARM)
    may_be = {SYMPTOMS: (SYMPTOMS, INCONCLUSIVE), INCONCLUSIVE: (INCONCLUSIVE,)}[truth.outcome]
    otherwise = {HEALTHY: SILENT, ROOT_CAUSE: WRONG}.get(answer.outcome, ALARM)
    return RIGHT if answer.outcome in may_be else otherwise


def scores(answers: dict[str, Answer], truths: dict[str, Truth]) -> dict[str, dict[str, Share]]:
    """All shares, by what they are of: the whole, places, classes."""
    marks = {name: mark(answers.get(name), truth) for name, truth in truths.items()}

    def share(wanted: str, *outcomes: str) -> Share:
        among = [name for name, truth in truths.items() if truth.outcome in outcomes]
        return Share(some=sum(marks[name] == wanted for name in among), of=len(among))

    named = [name for name, answer in answers.items() if answer.outcome == ROOT_CAUSE]
    right = [name for name in named if marks[name] == RIGHT]
    placed = [answers[name].vip in truths[name].vips for name in right if answers[name].vip is not None]
    spans = [(answers[name].span, truths[name].felt) for name in right]
    timed = [meet(said, felt) for said, felt in spans if said and felt]
    every = Counter(truth.group for truth in truths.values())
    done = Counter(truths[name].group for name, told in marks.items() if told == RIGHT)
    return {
        "whole": {
            "sick: right cause": share(RIGHT, ROOT_CAUSE),
            "sick: another cause, said surely": share(WRONG, ROOT_CAUSE),
            "sick: noticed, no cause": share(NOTICED, ROOT_CAUSE),
            "sick: called healthy": share(SILENT, ROOT_CAUSE),
            "healthy: called healthy": share(RIGHT, HEALTHY),
            "healthy: alarm": share(ALARM, HEALTHY),
            "cannot be told: right abstention": share(RIGHT, SYMPTOMS, INCONCLUSIVE),
            "causes named: true": Share(some=len(right), of=len(named)),
            "no answer": Share(some=list(marks.values()).count(UNANSWERED), of=len(marks)),
        },
        "right causes": {
            "of the VIP that suffered": Share(some=sum(placed), of=len(placed)),
            "at a time at which requests failed": Share(some=sum(timed), of=len(timed)),
        },
        "right, by class": {group: Share(some=done[group], of=of) for group, of in sorted(every.items())},
    }


def meet(said: Span, felt: Span) -> bool:
    """Whether an answer is of a time at which requests failed."""
    return said[0] <= felt[1] + SLACK_S and felt[0] <= said[1] + SLACK_S


def text(told: dict[str, dict[str, Share]]) -> Iterator[str]:
    """For people."""
    width = max(len(name) for shares in told.values() for name in shares)
    for title, shares in told.items():
        yield title
        yield from (f"  {name:<{width}}  {share}" for name, share in shares.items())


def answers_of(path: Path, truths: dict[str, Truth], causes: Sequence[str]) -> dict[str, Answer]:
    """The answers of a file, by capture."""
    found: dict[str, Answer] = {}
    for number, line in enumerate(read(path).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{path}, line {number}"
        fields = parsed(line, where)
        name = fields.get("capture")
        if not isinstance(name, str) or name not in truths:
            raise InputError(f"{where}: the capture is {shown(name)}", "Write a name of this part of captures.json.")
        if name in found:
            raise InputError(f"{where}: {shown(name)} has an answer already", "Leave one line for each capture.")
        found[name] = answer_of(fields, causes, where)
    return found


def answer_of(fields: dict[str, Any], causes: Sequence[str], where: str) -> Answer:
    """One answer, held against what may be said."""
    if others := sorted(set(fields) - KEYS):
        raise InputError(f"{where}: {shown(others[0])} is no field", f"Fields are {', '.join(sorted(KEYS))}.")
    outcome, cause, vip = fields.get("outcome"), fields.get("cause"), fields.get("vip")
    if not isinstance(outcome, str) or outcome not in OUTCOMES:
        raise InputError(f"{where}: the outcome is {shown(outcome)}", f"Write one of {', '.join(OUTCOMES)}.")
    if outcome == ROOT_CAUSE and (not isinstance(cause, str) or cause not in causes):
        raise InputError(f"{where}: the cause is {shown(cause)}", "Write one of the causes in captures.json.")
    if outcome != ROOT_CAUSE and cause is not None:
        raise InputError(f"{where}: a cause beside {outcome}", f"Write outcome {ROOT_CAUSE}, or no cause.")
    try:
        address = None if vip is None else str(ip_address(str(vip)))
    except ValueError as error:
        raise InputError(f"{where}: the vip is {shown(vip)}", "Write an address, or leave it out.") from error
    span = span_of(fields.get("start"), fields.get("end"), where)
    return Answer(outcome=outcome, cause=cause, vip=address, span=span)


def span_of(start: object, end: object, where: str) -> Span | None:
    """Two times; None where neither is said."""
    if start is None and end is None:
        return None
    if start is None or end is None:
        raise InputError(f"{where}: start and end are not both there", "Write both, or leave both out.")
    first, last = seconds(start, where), seconds(end, where)
    if first > last:
        raise InputError(f"{where}: it ends before it starts", "Write the earlier time as start.")
    return first, last


def seconds(time: object, where: str) -> float:
    """A time as Unix seconds."""
    try:
        if isinstance(time, str):
            told = datetime.fromisoformat(time)
            if told.tzinfo is not None:
                return told.timestamp()
        elif isinstance(time, int | float) and not isinstance(time, bool) and math.isfinite(float(time)):
            return float(time)
    except (ValueError, OverflowError):  # told as everything that is no time
        pass
    raise InputError(f"{where}: {shown(time)} is no time", "Write Unix seconds, or RFC 3339: 2026-03-01T10:00:07Z.")


def truths_of(path: Path) -> tuple[dict[str, Truth], list[str]]:
    """The truth of each capture of a part, and all causes that may be named."""
    told = parsed(read(path), str(path))
    try:
        return {name: truth_of(name, **fields) for name, fields in told["captures"].items()}, list(told["causes"])
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise InputError(f"{path} is no file of truth: {error}", "Give public/truth.json, or answers.") from error


def truth_of(name: str, outcome: str, causes: list[str], group: str, sick: list[str], felt: list[float]) -> Truth:
    """One capture's, from its fields."""
    if outcome not in OUTCOMES:
        raise ValueError(f"{name} has the outcome {shown(outcome)}")
    span = span_of(felt[0], felt[1], name) if felt else None
    return Truth(outcome=outcome, causes=tuple(causes), group=group, vips=tuple(sick), felt=span)


def parsed(line: str, where: str) -> dict[str, Any]:
    """A JSON object."""
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{where}: this is no JSON", "Write one JSON object a line.") from error
    if not isinstance(told, dict):
        raise InputError(f"{where}: this is {shown(told)}, no JSON object", "Write one JSON object a line.")
    return told


def read(path: Path) -> str:
    """A file's text."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}", "Name a file that is there.") from error
    if len(data) > MOST_BYTES:
        raise InputError(f"{path} has more than {MOST_BYTES >> 20} MiB", "Give one short line for each capture.")
    return data.decode("utf-8", errors="replace")


def shown(value: object) -> str:
    """A value in a message, in one short line, whatever it is made of."""
    if value is None:
        return "missing"
    told = ascii(value)
    return told if len(told) <= 60 else f"{told[:57]}..."


def main() -> None:
    """Score a file of answers."""
    first, _, rest = (__doc__ or "").partition("\n")
    parser = argparse.ArgumentParser(description=first, epilog=rest, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("answers", type=Path, metavar="ANSWERS.jsonl")
    beside = Path(__file__).resolve().parent / "public" / "truth.json"
    parser.add_argument("--truth", type=Path, default=beside, help="default: public/truth.json beside this file")
    parser.add_argument("--json", action="store_true", help="print JSON")
    asked = parser.parse_args()
    try:
        truths, causes = truths_of(asked.truth)
        told = scores(answers_of(asked.answers, truths, causes), truths)
    except InputError as error:
        print(*error.args, sep="\n", file=sys.stderr)
        sys.exit(3)
    print(json.dumps(told, default=Share.as_dict) if asked.json else "\n".join(text(told)))


if __name__ == "__main__":
    main()
