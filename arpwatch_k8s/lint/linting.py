"""The whole way: files, by cluster, to facts, to what every check says of them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from io import StringIO
from itertools import groupby
from typing import Final

from arpwatch_k8s.lint.applied import as_applied
from arpwatch_k8s.lint.assuming import assumed
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks import CHECKS
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.version import Versioned
from arpwatch_k8s.lint.fault import Fault, Told, Undecided
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.ignoring import Ignore, comments, doubtful
from arpwatch_k8s.lint.joining import joined
from arpwatch_k8s.lint.linted import Faulty, Ignored, Linted, Open
from arpwatch_k8s.lint.readers import READERS
from arpwatch_k8s.lint.scopes import Scope, scopes
from arpwatch_k8s.lint.subject import Subject
from arpwatch_k8s.lint.subjects import subjects
from arpwatch_k8s.savefile.info import Skipped

MOST_CHARS: Final = 200
"""Of a line that is shown."""
UNKNOWN: Final = "no settings that are known"
"""Why most files are left."""


def lint(
    files: Sequence[File],
    skipped: Sequence[Skipped] = (),
    *,
    unreadable: Sequence[Skipped] = (),
    checks: Sequence[Check] | None = None,
    versions: Mapping[str, Versioned] | None = None,
) -> Linted:
    """What `checks`, or all, say of some files, with what was left of others.

    `versions`: of programs, where nothing says them. A check that fails is told as one that could not decide.
    """
    checks = CHECKS if checks is None else checks
    told: list[Faulty | Open] = []
    read: dict[str, str] = {}
    whole, doubts = as_applied(files)
    for scope in scopes(whole):
        facts, known, more = facts_of(scope)
        facts = assumed(facts, versions or {})
        about = subjects(facts)
        read |= known
        doubts += more
        for check in checks:
            told += asked(check, facts, scope.name, about)
    doubts += in_documents(files, read)
    marks, more = comments(file for file in files if file.name in read)
    doubts += more
    kept, ignored = parted(once(told), marks)
    doubts += doubtful(marks, met={each.by for each in ignored}, asked={check.id for check in checks})
    return Linted(
        faults=tuple(sorted((each for each in kept if isinstance(each, Faulty)), key=by_weight)),
        undecided=tuple(each for each in kept if isinstance(each, Open)),
        ignored=ignored,
        checks=tuple(checks),
        read=tuple(sorted(read.items())),
        skipped=(*skipped, *(Skipped(path=file.name, reason=UNKNOWN) for file in files if file.name not in read)),
        unreadable=tuple(unreadable),
        doubts=tuple(sorted(set(doubts))),
        cut=tuple(sorted({file.name for file in files if any(each.breaks_off for each in file.documents)})),
        lines=dict(cited(files, told)),
    )


def once(told: Sequence[Faulty | Open]) -> list[Faulty | Open]:
    """What is said of a file that several clusters share is said once."""
    found: dict[tuple[str, Fault | Undecided], Faulty | Open] = {}
    for each in told:
        found.setdefault((each.check.id, each.fault if isinstance(each, Faulty) else each.undecided), each)
    return list(found.values())


def asked(check: Check, facts: Facts, scope: str, about: Callable[[Fault], Subject]) -> Iterator[Faulty | Open]:
    """What a check says of one cluster, or that it failed."""
    told: list[Told] = []
    try:
        told.extend(check.look(facts))
    except Exception as error:  # noqa: BLE001 - one failing check must not end the run; it is told as undecided
        why = f"the check failed ({type(error).__name__}: {error}): please report it with the settings"
        told.append(Undecided(why=why))
    for each in told:
        match each:
            case Fault():
                yield Faulty(check=check, fault=each, scope=scope, subject=about(each))
            case Undecided():
                yield Open(check=check, undecided=each, scope=scope)


def in_documents(files: Sequence[File], read: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """What is wrong with documents: where they break off, and in files with known settings keys given twice."""
    for file in files:
        for document in file.documents:
            told = document.doubts if file.name in read else document.doubts[-1:] * document.breaks_off
            yield from ((file.name, line, why) for line, why in told)


def by_weight(each: Faulty) -> tuple[int, str, tuple[str, int, str]]:
    """The worst first, those of one check together, in the order of their places."""
    place = each.sides[0].place
    return -each.severity.rank, each.check.id, (place.file, place.line, place.path)


def parted(told: Sequence[Faulty | Open], marks: Collection[Ignore]) -> tuple[list[Faulty | Open], tuple[Ignored, ...]]:
    """What is to be told, and what comments ask to pass over."""
    valid = {(each.check, each.file, each.line): each for each in marks if each.reason}
    kept: list[Faulty | Open] = []
    ignored: list[Ignored] = []
    for each in told:
        keys = ((each.check.id, side.place.file, side.place.line) for side in each.sides)
        mark = next((valid[key] for key in keys if key in valid), None)
        if mark is None:
            kept.append(each)
        else:
            ignored.append(Ignored(what=each, by=mark))
    return kept, tuple(ignored)


def cited(files: Sequence[File], told: Sequence[Faulty | Open]) -> Iterator[tuple[tuple[str, int], str]]:
    """The lines that faults and open questions name, without what stands around them, cut where they are long."""
    wanted = sorted({(side.place.file, side.place.line) for each in told for side in each.sides})
    texts = {file.name: file.text for file in files}
    for name, places in groupby(wanted, key=lambda place: place[0]):
        numbers = {line for _, line in places}
        for number, line in enumerate(StringIO(texts.get(name, "")), start=1):
            if number in numbers:
                yield (name, number), line.strip()[:MOST_CHARS]


def facts_of(scope: Scope) -> tuple[Facts, dict[str, str], list[tuple[str, int, str]]]:
    """What is known of one cluster, what its files were read as, and what in them could not be read."""
    facts, read, doubts = Facts(), dict[str, str](), list[tuple[str, int, str]]()
    for reader in READERS:
        reading = reader.read(scope.files)
        facts += reading.facts
        for name, kind in reading.read.items():
            read[name] = f"{read[name]}, {kind}" if name in read else kind
        doubts += reading.doubts
    facts, differing = joined(facts)
    return facts, read, doubts + differing
