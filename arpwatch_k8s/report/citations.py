"""Which frames the findings cite, for what; how a document and a packet comment say so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from arpwatch_k8s.evidence.reference import FrameRef, LineRef
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.times import rfc3339
from arpwatch_k8s.wording.value import JsonValue

if TYPE_CHECKING:
    from arpwatch_k8s.analysis.result import Result
    from arpwatch_k8s.diagnosis.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Citation:
    """A frame is cited by step `step` (of `steps`, from 1) of finding `finding` (from 1)."""

    finding: int
    step: int
    steps: int
    rule: str
    vip: str
    text: str

    @property
    def tag(self) -> str:
        """What a display filter finds it by."""
        return f"[{self.finding}.{self.step}]"


def citations(result: Result) -> dict[FrameRef, list[Citation]]:
    """The citations of each frame, in the order of findings and their steps."""
    found: dict[FrameRef, list[Citation]] = {}
    for number, finding in enumerate(result.verdict.findings, 1):
        for place, step in enumerate(finding.because, 1):
            one = Citation(
                finding=number,
                step=place,
                steps=len(finding.because),
                rule=finding.rule,
                vip=finding.vip,
                text=step.text,
            )
            for frame in dict.fromkeys(step.frames):
                found.setdefault(frame, []).append(one)
    return found


def located(result: Result, frame: FrameRef) -> dict[str, JsonValue]:
    """A frame as documents cite it: by its capture's name and its number."""
    return {"capture": result.case.captures[frame.capture].name, "frame": frame.frame}


def line_located(result: Result, line: LineRef) -> dict[str, JsonValue]:
    """A line as documents cite it: by its log's name and its number."""
    return {"log": result.case.logs[line.log].name, "line": line.line}


def setting_located(place: Place) -> dict[str, JsonValue]:
    """A setting as documents cite it: by its file, its line, and its path in it."""
    return {"file": place.file, "line": place.line, "path": plain(place.path)}


def comment(one: Citation, capture: str, frame: int) -> str:
    """A citation as a packet comment."""
    return f"{one.tag} {one.rule}, {one.vip}, step {one.step} of {one.steps}: {one.text}. (frame {frame} of {capture})"


CUT_OUT: Final = (
    "Evidence cut out by arpwatch-k8s.",
    "a frame without one stood next to a cited frame",
    " Frames in between were left out, so that Wireshark misses segments that were captured.",
)
"""How a file of cited frames is told of: what it is, what else is in it, and what Wireshark makes of that."""
EVERY_FRAME: Final = ("Frames with what arpwatch-k8s says of them.", "no other frame is cited", "")
"""The same of a file with all frames."""


def about(result: Result, kind: tuple[str, str, str] = CUT_OUT) -> Iterator[str]:
    """Comments on the file as a whole: what it is and how to read it, then every finding with its argument."""
    what, others, besides = kind
    verdict = result.verdict
    cause = f" ({verdict.cause})" if verdict.cause else ""
    yield (
        f"{what} Verdict: {verdict.outcome}{cause}: {verdict.summary}. "
        "Each cited frame has a comment [FINDING.STEP] that says what it shows, and its original file and number; "
        f'{others}. To follow a step: frame.comment contains "[1.1]".{besides}'
    )
    for number, finding in enumerate(verdict.findings, 1):
        yield "\n".join(argument(result, number, finding))


def argument(result: Result, number: int, finding: Finding) -> Iterator[str]:
    """A finding with the steps of its argument, a line each."""
    times = f", {' to '.join(rfc3339(time) or '?' for time in finding.times)}" if finding.times else ""
    yield (
        f"[{number}] {finding.rule}, {finding.vip}: {finding.severity}, {finding.confidence} confidence{times}: "
        f"{finding.summary}."
    )
    for place, step in enumerate(finding.because, 1):
        parts = (original(result, step.frames), told_in(result, step.lines), set_in(step.settings))
        where = "; ".join(part for part in parts if part)
        yield f"[{number}.{place}] {step.text}." + (f" ({where})" if where else "")
    for words in finding.against:
        yield f"[{number}] but: {words}."
    for words in finding.missing:
        yield f"[{number}] missing: {words}."


def original(result: Result, frames: Iterable[FrameRef]) -> str:
    """Where frames were, by capture."""
    groups: dict[int, list[str]] = {}
    for frame in sorted(set(frames)):
        groups.setdefault(frame.capture, []).append(str(frame.frame))
    return "; ".join(
        f"frame{'s' if len(numbers) > 1 else ''} {', '.join(numbers)} of {result.case.captures[capture].name}"
        for capture, numbers in groups.items()
    )


def told_in(result: Result, lines: Iterable[LineRef]) -> str:
    """Where lines are, by log."""
    groups: dict[int, list[str]] = {}
    for line in sorted(set(lines)):
        groups.setdefault(line.log, []).append(str(line.line))
    return "; ".join(
        f"{log.numbered_by}{'s' if len(numbers) > 1 else ''} {', '.join(numbers)} of {log.name}"
        for log, numbers in ((result.case.logs[number], numbers) for number, numbers in groups.items())
    )


def set_in(settings: Iterable[Place]) -> str:
    """Where settings are, by file."""
    groups: dict[str, list[str]] = {}
    for file, line in sorted({(place.file, place.line) for place in settings}):
        groups.setdefault(file, []).append(str(line))
    return "; ".join(
        f"line{'s' if len(numbers) > 1 else ''} {', '.join(numbers)} of {file}" for file, numbers in groups.items()
    )
