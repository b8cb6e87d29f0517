"""Text of limited width: paragraphs with hanging indents, commands that can be pasted, lists of frames."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Iterable

from arpwatch_k8s.analysis import Result
from arpwatch_k8s.evidence.reference import FrameRef

WIDTH = 80


def paragraph(words: str, first: str, rest: str | None = None) -> list[str]:
    """Wrapped text."""
    return textwrap.wrap(
        words,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def command(line: str, indent: str) -> list[str]:
    """A command over several lines, each but the last ending in a backslash where the shell needs one: it can be pasted
    as it stands. A line breaks between words of the shell, and in its quoted ones between words of text, where a line
    feed must mean no more than a space to the command."""
    lines = [indent]
    for word in shlex.split(line):
        quoted = shlex.quote(word)
        if len(lines[-1]) + 1 + len(quoted) <= WIDTH - 2:
            lines[-1] += quoted if lines[-1] == indent else f" {quoted}"
            continue
        parts = textwrap.wrap(quoted, WIDTH - len(indent) - 4, break_long_words=False, break_on_hyphens=False)
        if lines[-1] != indent:
            lines[-1] += " \\"
            lines.append(f"{indent}  {parts[0]}")
        else:
            lines[-1] += parts[0]
        lines += [f"{indent}  {part}" for part in parts[1:]]
    return lines


def numbered(result: Result, references: Iterable[FrameRef]) -> str:
    """Frames with what they are numbered by: "frames 12, 14", or "lines" where they were printed."""
    places = list(references)
    return f"{noun(result, places)}s {cite(result, places)}"


def numbered_one(result: Result, reference: FrameRef) -> str:
    """The same of one frame: "frame 12"."""
    return f"{noun(result, [reference])} {cite(result, [reference])}"


def noun(result: Result, references: Iterable[FrameRef]) -> str:
    """What frames are numbered by; that of captures where there are both."""
    some = {result.case.captures[one.capture].numbered_by for one in references}
    return some.pop() if len(some) == 1 else "frame"


def cite(result: Result, references: Iterable[FrameRef]) -> str:
    """Frame numbers, by capture where there are several."""
    groups: dict[int, list[int]] = {}
    for reference in references:
        groups.setdefault(reference.capture, []).append(reference.frame)
    several = len(result.case.captures) > 1
    return "; ".join(
        (f"{result.case.captures[capture].name} " if several else "") + ", ".join(map(str, sorted(set(numbers))))
        for capture, numbers in groups.items()
    )
