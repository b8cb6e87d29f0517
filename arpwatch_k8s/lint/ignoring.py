"""`# arpwatch-k8s: ignore[check]  reason` in a file: somebody knows of it, and says why it is well.

On the setting's own line, or in lines of comments right above it. One without a reason is not honored; it is told, as
is one that meets nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from itertools import islice
from typing import Final

from arpwatch_k8s.lint.checks import CHECKS
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.wording.plain import plain

MOST_MARKS: Final = 10_000
"""Of one file."""
MARK: Final = "arpwatch-k8s: ignore["
COMMENT: Final = re.compile(r"(?:#|!|;|//)[ \t]{0,20}arpwatch-k8s: ignore\[([^\]\n]{0,500})\]([^\n]{0,1000})", re.ASCII)
COMMENTED: Final = ("#", "!", ";", "//")
"""How lines begin that are comments: of YAML and sysctl, of keepalived, of sysctl, of JSON with comments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignore:
    """One check that is to be passed over at one line."""

    check: str
    reason: str
    """Empty where none is given."""
    file: str
    line: int
    """The line that it is about."""
    written: int
    """The line that it stands on."""


def comments(files: Iterable[File]) -> tuple[list[Ignore], list[tuple[str, int, str]]]:
    """The comments of some files, and where there are more than are honored."""
    found: list[Ignore] = []
    beyond: list[tuple[str, int, str]] = []
    for file in files:
        honored = [*islice(ignores(file), MOST_MARKS)]
        found += honored
        if len(honored) == MOST_MARKS:
            why = f"behind {MOST_MARKS:,} comments that pass over something: the rest is not honored"
            beyond.append((file.name, honored[-1].written, why))
    return found, beyond


def ignores(file: File) -> Iterator[Ignore]:
    """The comments of a file."""
    if MARK not in file.text:
        return
    waiting: list[tuple[int, re.Match[str]]] = []
    for number, line in enumerate(StringIO(file.text), start=1):
        found = COMMENT.search(line) if MARK in line else None
        if found is not None:
            waiting.append((number, found))
        if not line.lstrip().startswith(COMMENTED):
            yield from (each for written, mark in waiting for each in told(file, mark, number, written))
            waiting.clear()
    yield from (each for written, mark in waiting for each in told(file, mark, written, written))


def told(file: File, mark: re.Match[str], line: int, written: int) -> Iterator[Ignore]:
    """What one comment asks of a line."""
    for check in mark[1].split(","):
        yield Ignore(check=check.strip(), reason=mark[2].strip(), file=file.name, line=line, written=written)


def doubtful(
    marks: Sequence[Ignore], *, met: Collection[Ignore], asked: Collection[str]
) -> Iterator[tuple[str, int, str]]:
    """What is wrong with comments: no reason, no such check, nothing that they meet."""
    known = {check.id for check in CHECKS}
    for each in marks:
        name = plain(each.check)
        if each.check not in known:
            yield each.file, each.written, f"ignore[{name}]: there is no such check (arpwatch-k8s lint --list)"
        elif not each.reason:
            yield (
                each.file,
                each.written,
                f"ignore[{name}] has no reason behind it, and is not honored",
            )
        elif each not in met and each.check in asked:
            yield each.file, each.written, f"ignore[{name}] meets nothing: the check says nothing of line {each.line}"
