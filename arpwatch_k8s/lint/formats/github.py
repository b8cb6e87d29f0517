"""Annotations that GitHub's workflows show beside the lines: `::error file=...,line=...::message`.

Workflow commands end with their line; what would end one, or a part of it, is escaped as GitHub's toolkit does.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.formats.places import name, page, where
from arpwatch_k8s.lint.formats.text import closing
from arpwatch_k8s.lint.linted import Faulty, Linted, Open
from arpwatch_k8s.wording.plain import plain

COMMANDS: Final = {Severity.CRITICAL: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
DATA: Final = {"%": "%25", "\r": "%0D", "\n": "%0A"}
PROPERTY: Final = {**DATA, ":": "%3A", ",": "%2C"}


def commands(linted: Linted) -> str:
    """A line for each fault, open question and file that could not be read; how it stands in the last."""
    return "".join(f"{line}\n" for line in lines(linted))


def lines(linted: Linted) -> Iterator[str]:
    """One by one."""
    for faulty in linted.faults:
        yield annotation(COMMANDS[faulty.severity], faulty.check.id, faulty.sides, told(faulty))
    for question in linted.undecided:
        yield annotation("notice", f"{question.check.id}: undecided", question.sides, asked(question))
    for file, line, why in linted.doubts:
        yield command("notice", f"file={escaped(name(file), PROPERTY)},line={line}", "not read in full", plain(why))
    for item in linted.unreadable:
        yield command("warning", f"file={escaped(name(item.path), PROPERTY)}", "not read", plain(item.reason))
    yield closing(linted)


def told(faulty: Faulty) -> str:
    """What is said of a fault."""
    others = [f"{where(side.place)} {plain(side.says)}" for side in faulty.sides[1:]]
    fault = faulty.fault
    parts = [plain(fault.summary), *others, f"Fix: {plain(fault.fix)}", faulty.check.why, page(faulty.check)]
    return "\n".join(parts)


def asked(question: Open) -> str:
    """What is said of what could not be decided."""
    return "\n".join([plain(question.undecided.why), *(plain(side.says) for side in question.sides)])


def annotation(kind: str, title: str, sides: tuple[Side, ...], message: str) -> str:
    """One annotation, at the first of some settings."""
    if not sides:
        return command(kind, "", title, message)
    place = sides[0].place
    return command(kind, f"file={escaped(name(place.file), PROPERTY)},line={place.line}", title, message)


def command(kind: str, place: str, title: str, message: str) -> str:
    """A workflow command."""
    properties = ",".join(part for part in (place, f"title={escaped(title, PROPERTY)}") if part)
    return f"::{kind} {properties}::{escaped(message, DATA)}"


def escaped(text: str, replaced: dict[str, str]) -> str:
    """A text as a part of a command."""
    return "".join(replaced.get(character, character) for character in text)
