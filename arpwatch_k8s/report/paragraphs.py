"""Text of limited width: commands that can be pasted, lists of frames and lines."""

from __future__ import annotations

import shlex
import textwrap
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.diagnosis.finding import Step
from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.lint.setting import Place

NO_TIME: Final = "nothing that it rests on has a time"
"""What stands in place of a finding's times where it has none."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command over several lines, each but the last ending in a backslash where the shell needs one: it can be pasted
    as it stands. A line breaks between words of the shell, and in its quoted ones between words of text, where a line
    feed must mean no more than a space to the command."""

    line: str
    indent: str

    def lines(self, width: int) -> list[str]:
        """The lines, at most `width` columns where no word is longer."""
        indent = self.indent
        lines = [indent]
        for word in shlex.split(self.line):
            quoted = shlex.quote(word)
            if len(lines[-1]) + 1 + len(quoted) <= width - 2:
                lines[-1] += quoted if lines[-1] == indent else f" {quoted}"
                continue
            parts = textwrap.wrap(quoted, width - len(indent) - 4, break_long_words=False, break_on_hyphens=False)
            if lines[-1] != indent:
                lines[-1] += " \\"
                lines.append(f"{indent}  {parts[0]}")
            else:
                lines[-1] += parts[0]
            lines += [f"{indent}  {part}" for part in parts[1:]]
        return lines


@dataclass(frozen=True, slots=True)
class Printing:
    """A command of sed that prints lines of a file, over several lines that can be pasted as they stand: its script
    breaks between line numbers, where a line feed is as good as a space; the file's name is never broken."""

    sed: str
    first: str
    rest: str

    def lines(self, width: int) -> list[str]:
        """The lines, at most `width` columns where no word is longer."""
        script, quote, file = self.sed.partition("' ")
        lines = textwrap.wrap(
            script + quote.strip(),
            width - 2,
            initial_indent=self.first,
            subsequent_indent=self.rest,
            break_long_words=False,
        )
        if len(lines[-1]) + 1 + len(file) <= width:
            return [*lines[:-1], f"{lines[-1]} {file}"]
        return [*lines[:-1], f"{lines[-1]} \\", f"{self.rest}{file}"]


@dataclass(frozen=True, slots=True)
class Places:
    """What is cited of one file."""

    words: str
    """What stands before the numbers: "frames", "neigh.txt lines"."""
    references: tuple[FrameRef | LineRef | Place, ...]
    """The frames, lines or settings, each once, in order."""


def numbered(
    result: Result,
    frames: Iterable[FrameRef],
    lines: Iterable[LineRef] = (),
    settings: Iterable[Place] = (),
) -> str:
    """Frames, lines and settings as a text cites them: "frames 3, 5; neigh.txt line 6"."""
    return "; ".join(
        f"{some.words} {', '.join(str(number(reference)) for reference in some.references)}"
        for some in places(result, frames, lines, settings)
    )


def cited(result: Result, step: Step) -> str:
    """All that a step cites, in brackets, as it stands behind the step; empty where it cites nothing."""
    return f" [{numbered(result, step.frames, step.lines, step.settings)}]" if step.cites else ""


def numbered_one(result: Result, reference: FrameRef) -> str:
    """The same of one frame: "frame 12"."""
    if result.case.captures[reference.capture].printed is not None:
        return numbered(result, [reference])
    return f"frame {cite(result, reference)}"


def places(
    result: Result,
    frames: Iterable[FrameRef],
    lines: Iterable[LineRef] = (),
    settings: Iterable[Place] = (),
) -> Iterator[Places]:
    """What is cited, a file after the other: frames, frames that were printed, lines of logs, settings."""
    captures, logs = result.case.captures, result.case.logs
    of_captures: dict[int, set[FrameRef]] = {}
    for frame in frames:
        of_captures.setdefault(frame.capture, set()).add(frame)
    captured = [capture for capture in of_captures if captures[capture].printed is None]
    for capture in captured:
        name = captures[capture].name if len(captures) > 1 else ""
        alone = len(captured) == 1 and len(of_captures[capture]) == 1
        noun = ("frame" if alone else "frames") if capture == captured[0] else ""
        yield Places(f"{noun} {name}".strip(), tuple(sorted(of_captures[capture])))
    for capture in (capture for capture in of_captures if captures[capture].printed is not None):
        name = captures[capture].name if len(captures) > 1 or logs else ""
        some = tuple(sorted(of_captures[capture]))
        yield Places(f"{name} {counted(captures[capture].numbered_by, some)}".strip(), some)
    of_logs: dict[int, set[LineRef]] = {}
    for line in lines:
        of_logs.setdefault(line.log, set()).add(line)
    for log, mine in of_logs.items():
        yield Places(f"{logs[log].name} {counted(logs[log].numbered_by, mine)}", tuple(sorted(mine)))
    of_files: dict[str, dict[int, Place]] = {}
    for place in settings:
        of_files.setdefault(place.file, {}).setdefault(place.line, place)
    for file, own in of_files.items():
        yield Places(f"{file} {counted('line', own.values())}", tuple(own[line] for line in sorted(own)))


def counted(noun: str, some: Collection[FrameRef | LineRef | Place]) -> str:
    """A noun, for one or for several."""
    return noun if len(some) == 1 else f"{noun}s"


def number(reference: FrameRef | LineRef | Place) -> int:
    """What a frame, a line or a setting is found by in its file."""
    return reference.frame if isinstance(reference, FrameRef) else reference.line


def cite(result: Result, reference: FrameRef) -> str:
    """A frame's number, behind its capture's name where there are several."""
    several = len(result.case.captures) > 1
    name = f"{result.case.captures[reference.capture].name} " if several else ""
    return f"{name}{reference.frame}"
