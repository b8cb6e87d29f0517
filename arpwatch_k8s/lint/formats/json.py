"""What was found as plain data for JSON: the document that `lint.schema.json` in the room above describes.

`schema` grows when a key changes its meaning, never when one is added.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.formats.places import page
from arpwatch_k8s.lint.linted import Faulty, Ignored, Linted, Open
from arpwatch_k8s.savefile.info import Skipped
from arpwatch_k8s.wording.names import readable
from arpwatch_k8s.wording.value import JsonValue

SCHEMA: Final = 1
Lines = Mapping[tuple[str, int], str]


def document(linted: Linted) -> dict[str, JsonValue]:
    """All of it."""
    return {
        "schema": SCHEMA,
        "findings": [finding(each, linted.lines) for each in linted.faults],
        "undecided": [undecided(each, linted.lines) for each in linted.undecided],
        "ignored": [ignored(each, linted.lines) for each in linted.ignored],
        "notes": [{"file": readable(file), "line": line, "why": why} for file, line, why in linted.doubts],
        "read": [{"file": readable(file), "as": kind} for file, kind in linted.read],
        "skipped": left(linted.skipped),
        "unreadable": left(linted.unreadable),
        "cut": [readable(file) for file in linted.cut],
        "checks": [check.id for check in linted.checks],
    }


def finding(faulty: Faulty, cited: Lines) -> dict[str, JsonValue]:
    """One fault; file, line and path are those of the setting to change first."""
    check, place = faulty.check, faulty.sides[0].place
    return {
        "check": check.id,
        "severity": str(faulty.severity),
        "file": readable(place.file),
        "line": place.line,
        "path": place.path,
        "summary": faulty.fault.summary,
        "fix": faulty.fault.fix,
        "rule": check.rules[0] if check.rules else None,
        "rules": list(check.rules),
        "sides": [side(each, cited) for each in faulty.sides],
        "cluster": readable(faulty.scope),
        "why": check.why,
        "wire": check.wire,
        "versions": check.versions,
        "taught_by": list(check.taught_by),
        "page": page(check),
    }


def undecided(question: Open, cited: Lines) -> dict[str, JsonValue]:
    """One check that could not decide."""
    return {
        "check": question.check.id,
        "severity": str(question.check.severity),
        "why": question.undecided.why,
        "sides": [side(each, cited) for each in question.sides],
        "cluster": readable(question.scope),
    }


def ignored(each: Ignored, cited: Lines) -> dict[str, JsonValue]:
    """What a comment asks to pass over: a finding or an open question, and the comment."""
    what = each.what
    return {
        "finding": finding(what, cited) if isinstance(what, Faulty) else None,
        "undecided": undecided(what, cited) if isinstance(what, Open) else None,
        "reason": each.by.reason,
        "file": readable(each.by.file),
        "line": each.by.written,
    }


def side(given: Side, cited: Lines) -> dict[str, JsonValue]:
    """One setting that it rests on."""
    place = given.place
    return {
        "file": readable(place.file),
        "line": place.line,
        "path": place.path,
        "says": given.says,
        "text": cited.get((place.file, place.line), ""),
    }


def left(several: Sequence[Skipped]) -> list[JsonValue]:
    """Files with the reason."""
    return [{"file": readable(each.path), "reason": each.reason} for each in several]
