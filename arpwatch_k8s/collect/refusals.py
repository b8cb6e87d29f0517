"""Why kubectl gave no answer, by how it ended and what it complained of, in words that say what to do about it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from arpwatch_k8s.collect.kubectl import Ended, Stopped
from arpwatch_k8s.wording.plain import plain

MOST_CHARS: Final = 200
"""Of kubectl's own words that are repeated."""
FORBIDDEN: Final = re.compile(r"\(Forbidden\)|\bis forbidden: ")
"""apimachinery api/errors, NewForbidden, as kubectl prints it."""
ABSENT: Final = re.compile(
    r"doesn't have a resource type \"|could not find the requested resource|\(NotFound\)"
    r"|previous terminated container \"[^\"]*\" in pod \"[^\"]*\" not found"
)
"""Of a kind that the cluster does not have, an object that is not there, a container that never ended."""
ERROR: Final = re.compile(r"(?:error: |Error from server|Unable to connect|The connection to)")
"""How the line begins that says what is wrong, among warnings and lines of kubectl's own log."""


class Why(Enum):
    """What keeps an answer back."""

    FORBIDDEN = auto()
    ABSENT = auto()
    """There is none of it: that is an answer, too."""
    OTHER = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """That there is no answer."""

    why: Why
    words: str
    """In words, safe to be shown."""


def refusal(ended: Ended, *, limit_s: float, most_bytes: int, ask: str) -> Refusal:
    """What is to be said of a call that gave no answer; `ask`: the right that it takes, `list on services`."""
    if ended.stopped is Stopped.SIZE:
        return Refusal(why=Why.OTHER, words=f"larger than {most_bytes >> 20} MiB")
    said = complaint(ended.complaint)
    if ended.stopped is Stopped.TIME:
        return Refusal(why=Why.OTHER, words=f"no answer within {limit_s:g} s{said and f', after: {said}'}")
    if FORBIDDEN.search(ended.complaint):
        return Refusal(why=Why.FORBIDDEN, words=f"forbidden: ask for {ask}")
    if ABSENT.search(ended.complaint):
        return Refusal(why=Why.ABSENT, words="the cluster has none")
    return Refusal(why=Why.OTHER, words=said or f"kubectl ended with {ended.code}")


def complaint(text: str) -> str:
    """The line of kubectl's that says what is wrong; else its last."""
    lines = [line for line in text.splitlines() if line.strip()]
    told = next((line for line in lines if ERROR.match(line)), lines[-1] if lines else "")
    return plain(" ".join(told.split()))[:MOST_CHARS]
