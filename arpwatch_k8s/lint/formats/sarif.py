"""SARIF 2.1.0, for pages of code scanning: faults as results, what comments pass over as suppressed ones, what could
not be decided as results of the kind `open`, and what could not be read as notifications.

Section numbers are those of the standard (OASIS, Static Analysis Results Interchange Format 2.1.0).
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final
from urllib.parse import quote

from arpwatch_k8s import __version__
from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.formats.places import page, where
from arpwatch_k8s.lint.linted import Faulty, Ignored, Linted, Open
from arpwatch_k8s.wording.names import readable
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
LEVELS: Final = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
"""3.27.10; pages of code scanning rank by it."""
FINGERPRINT: Final = "arpwatchK8sSettings/v1"
"""3.27.17: of the check, the files and paths of the settings and what they say, not of their lines."""
Lines = Mapping[tuple[str, int], str]
Object = dict[str, JsonValue]


def log(linted: Linted, *, root: Path) -> Object:
    """The whole file. `root`: the folder that relative names of files start from."""
    results = Results(linted, root)
    driver: Object = {
        "name": "arpwatch-k8s",
        "version": __version__,
        "rules": [rule(check) for check in linted.checks],
    }
    run: Object = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": results.all(),
        "invocations": [
            {"executionSuccessful": True, "toolExecutionNotifications": notifications(linted, root)},
        ],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def rule(check: Check) -> Object:
    """A check as a reporting descriptor, 3.49."""
    rules = f" Told of captures and logs by: {', '.join(check.rules)}." if check.rules else ""
    parts = [check.why, f"{check.wire}{rules}", check.versions]
    parts += [f"Taught by: {', '.join(check.taught_by)}."] if check.taught_by else []
    parts.append(f"Page: {page(check)}")
    return {
        "id": check.id,
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.why},
        "help": {"text": "\n\n".join(part for part in parts if part)},
        "defaultConfiguration": {"level": LEVELS[check.severity]},
        "properties": {"tags": ["kubernetes", "network"], "problem.severity": PROBLEMS[check.severity]},
    }


PROBLEMS: Final = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
"""What GitHub reads of a rule."""


class Results:
    """The results, each with a fingerprint that no other has."""

    def __init__(self, linted: Linted, root: Path) -> None:
        self._linted = linted
        self._root = root
        self._numbers = {check.id: number for number, check in enumerate(linted.checks)}
        self._met: Counter[str] = Counter()

    def all(self) -> list[JsonValue]:
        """Faults, open questions that have a place, and what comments pass over."""
        linted = self._linted
        told: list[JsonValue] = [self.fault(each) for each in linted.faults]
        told += [self.question(each) for each in linted.undecided if each.sides]
        told += [self.suppressed(each) for each in linted.ignored if each.what.sides]
        return told

    def fault(self, faulty: Faulty) -> Object:
        """One fault."""
        words = f"{faulty.fault.summary}. Fix: {faulty.fault.fix}"
        return {**self._result(faulty.check, words, faulty.sides), "level": LEVELS[faulty.severity]}

    def question(self, question: Open) -> Object:
        """What a check could not decide: of the kind `open`, 3.27.9, whose level is none."""
        words = f"Undecided: {question.undecided.why}"
        return {**self._result(question.check, words, question.sides), "kind": "open", "level": "none"}

    def suppressed(self, each: Ignored) -> Object:
        """What a comment passes over, 3.35."""
        made = self.fault(each.what) if isinstance(each.what, Faulty) else self.question(each.what)
        place: Object = {
            "artifactLocation": artifact(each.by.file, self._root),
            "region": {"startLine": each.by.written},
        }
        comment: Object = {"kind": "inSource", "justification": each.by.reason, "location": {"physicalLocation": place}}
        return {**made, "suppressions": [comment]}

    def _result(self, check: Check, words: str, sides: Sequence[Side]) -> Object:
        """What all results have."""
        first, *others = sides
        related: list[JsonValue] = [
            {"id": number, **self._location(side), "message": {"text": f"{where(side.place)} {side.says}"}}
            for number, side in enumerate(others)
        ]
        mark = "\0".join([check.id, *(f"{side.place.file}\0{side.place.path}\0{side.says}" for side in sides)])
        self._met[mark] += 1
        digest = hashlib.sha256(mark.encode("utf-8", "surrogateescape")).hexdigest()[:32]
        made: Object = {
            "ruleId": check.id,
            "ruleIndex": self._numbers[check.id],
            "message": {"text": words},
            "locations": [self._location(first)],
            "partialFingerprints": {FINGERPRINT: f"{digest}:{self._met[mark]}"},
        }
        return {**made, "relatedLocations": related} if related else made

    def _location(self, side: Side) -> Object:
        """Where a setting stands, 3.28."""
        place = side.place
        region: Object = {"startLine": max(1, place.line)}
        line = self._linted.lines.get((place.file, place.line), "")
        if line:
            region["snippet"] = {"text": line}
        made: Object = {
            "physicalLocation": {"artifactLocation": artifact(place.file, self._root), "region": region},
        }
        if place.path:
            made["logicalLocations"] = [{"fullyQualifiedName": place.path}]
        return made


def artifact(file: str, root: Path) -> Object:
    """A file by its URI, 3.4: relative to the root where it is below it, as pages of code scanning want it."""
    path = Path(file)
    if path.is_absolute() and path.is_relative_to(root):
        path = path.relative_to(root)
    name = path.as_posix()
    return {"uri": ("file://" if path.is_absolute() else "") + quote(name, errors="surrogateescape")}


def notifications(linted: Linted, root: Path) -> list[JsonValue]:
    """What could not be read, and open questions without a place, 3.58."""
    told: list[JsonValue] = []
    for item in linted.unreadable:
        told.append(notification("error", f"{readable(item.path)}: {item.reason}", item.path, None, root))
    for file, line, why in linted.doubts:
        told.append(notification("warning", why, file, line, root))
    for each in linted.undecided:
        if not each.sides:
            told.append({"level": "note", "message": {"text": f"{each.check.id}: undecided: {each.undecided.why}"}})
    return told


def notification(level: str, words: str, file: str, line: int | None, root: Path) -> Object:
    """One of them, at a file, or a line of it."""
    place: Object = {"artifactLocation": artifact(file, root)}
    if line is not None and line > 0:
        place["region"] = {"startLine": line}
    return {"level": level, "message": {"text": words}, "locations": [{"physicalLocation": place}]}
