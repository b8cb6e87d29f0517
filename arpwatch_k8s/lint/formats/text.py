"""What was found, for people: the worst first, with each setting that makes it so; then what could not be decided, what
was read, and what was left, counted where it is much."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.fault import Side
from arpwatch_k8s.lint.formats.places import name, page, where
from arpwatch_k8s.lint.linted import Faulty, Ignored, Linted, Open
from arpwatch_k8s.wording.counts import listed, plural
from arpwatch_k8s.wording.plain import plain
from arpwatch_k8s.wording.wrapping import WIDTH, Line, Paragraph, laid_out

MOST_ALIKE: Final = 20
"""Faults of one check that are told one by one."""
MOST_SIDES: Final = 8
MOST_NAMES: Final = 3
"""Files that are named of those that were left for one reason, or read as one thing."""
MOST_LINES: Final = 20
"""Lines that could not be read, and findings that comments ask to pass over."""
BY_DEFAULT: Final = "(its default)"
"""What `Setting.said` adds where nothing says it: the line is that of what has the default."""
Lines = Mapping[tuple[str, int], str]


def text(linted: Linted, width: int = WIDTH) -> str:
    """All of it, `width` columns."""
    return "\n".join(laid_out(lines(linted), width)) + "\n"


def lines(linted: Linted) -> Iterator[Line]:
    """Line by line."""
    for (severity, _), several in groupby(linted.faults, key=lambda each: (each.severity, each.check.id)):
        yield from faults(severity, list(several), linted.lines)
        yield ""
    if linted.undecided:
        yield "UNDECIDED  what no file says, and what is not taken for well:"
        yield from undecided(linted.undecided)
        yield ""
    yield from unread(linted)
    yield from ignored(linted.ignored)
    yield from files(linted)
    yield closing(linted)


def faults(severity: Severity, several: Sequence[Faulty], cited: Lines) -> Iterator[Line]:
    """What one check found."""
    check = several[0].check
    yield f"{severity.upper()}  {check.id}: {check.title}"
    for each in several[:MOST_ALIKE]:
        yield ""
        within = f" (cluster {name(each.scope)})" if each.scope else ""
        yield Paragraph(f"{plain(each.fault.summary)}{within}", "  ")
        yield from sides(each.sides, cited)
        yield Paragraph(plain(each.fault.fix), "    fix   ", "          ")
    yield from more(len(several) - MOST_ALIKE, "  and {} more of the kind: --format json has all")
    yield ""
    yield Paragraph(check.why, "  why   ", "        ")
    if check.wire:
        shown_by = f" Told of captures and logs by: {', '.join(check.rules)}." if check.rules else ""
        yield Paragraph(f"{check.wire}{shown_by}", "  wire  ", "        ")
    if check.versions:
        yield Paragraph(check.versions, "  of    ", "        ")
    yield f"  page  {page(check)}"


def sides(several: Sequence[Side], cited: Lines) -> Iterator[Line]:
    """The settings that something rests on, with their lines where those read otherwise."""
    for side in several[:MOST_SIDES]:
        yield f"    {where(side.place)}  {plain(side.says)}"
        line = cited.get((side.place.file, side.place.line), "")
        if line and not side.says.endswith(BY_DEFAULT) and squeezed(line) != squeezed(side.says):
            yield f"      | {plain(line)}"
    yield from more(len(several) - MOST_SIDES, "    and {} more places")


def squeezed(line: str) -> str:
    """A line without what does not matter to its sense."""
    return "".join(line.split()).removeprefix("-").replace('"', "").replace("'", "")


def undecided(several: Sequence[Open]) -> Iterator[Line]:
    """What could not be decided, those of one reason together: of one check, or of one program's version."""
    kinds: dict[tuple[str, str], list[Side]] = {}
    programs: dict[str, dict[str, list[Side]]] = {}
    for each in several:
        if program := each.undecided.version_of:
            programs.setdefault(program, {}).setdefault(each.check.id, []).extend(each.sides)
        else:
            kinds.setdefault((each.check.id, each.undecided.why), []).extend(each.sides)
    for program, by_check in programs.items():
        why = f"no file says the version of {program}; --assume {program}=VERSION does"
        kinds[", ".join(by_check), why] = [side for sides in by_check.values() for side in sides]
    for (check, why), places in list(kinds.items())[:MOST_LINES]:
        yield Paragraph(f"{check}: {plain(why)}", "  ", "    ")
        yield from sides(list(dict.fromkeys(places)), {})
    yield from more(len(kinds) - MOST_LINES, "  and {} more: --format json has all")


def unread(linted: Linted) -> Iterator[Line]:
    """What could not be read."""
    for item in linted.unreadable[:MOST_LINES]:
        yield f"Not read: {name(item.path)}: {plain(item.reason)}"
    yield from more(len(linted.unreadable) - MOST_LINES, "Not read: {} more")
    for file, line, why in linted.doubts[:MOST_LINES]:
        yield f"Note: {name(file)}:{line}: {plain(why)}"
    yield from more(len(linted.doubts) - MOST_LINES, "Note: {} more lines: --format json has all")


def ignored(several: Sequence[Ignored]) -> Iterator[Line]:
    """What comments ask to pass over."""
    for each in several[:MOST_LINES]:
        yield f"Ignored: {each.what.check.id} at {name(each.by.file)}:{each.by.line}: {plain(each.by.reason)}"
    yield from more(len(several) - MOST_LINES, "Ignored: {} more")


def files(linted: Linted) -> Iterator[Line]:
    """What was read as what, and what was left for which reason."""
    kinds: dict[str, list[str]] = {}
    for file, kind in linted.read:
        kinds.setdefault(plain(kind), []).append(file)
    for kind, names in kinds.items():
        yield f"Read as {kind}: {some(names)}"
    reasons: dict[str, list[str]] = {}
    for item in linted.skipped:
        reasons.setdefault(plain(item.reason), []).append(item.path)
    for reason, names in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        yield f"Left, {reason}: {some(names)}"


def some(names: Sequence[str]) -> str:
    """Files: named where they are few, else counted, with the first."""
    if len(names) <= MOST_NAMES:
        return ", ".join(map(name, names))
    return f"{len(names):,} files ({', '.join(map(name, names[:MOST_NAMES]))}, ...)"


def closing(linted: Linted) -> str:
    """The last line: how it stands."""
    counts = Counter(each.severity for each in linted.faults)
    told = listed([f"{counts[grade]:,} {grade}" for grade in reversed(Severity) if counts[grade]])
    by = f"by {plural(len(linted.checks), 'check')} in {plural(len(linted.read), 'file')}"
    rest = [f"{len(linted.undecided):,} undecided"] if linted.undecided else []
    rest += [f"{len(linted.ignored):,} ignored"] if linted.ignored else []
    missed = len(linted.unreadable) + len(linted.cut)
    rest += [f"{plural(missed, 'file')} not read, or not to the end"] if missed else []
    head = f"Found {by}: {told}" if told else f"No fault found {by}"
    return "; ".join([head, *rest]) + "."


def more(left: int, words: str) -> Iterable[str]:
    """How many are not told, where some are not."""
    return [words.format(f"{left:,}")] if left > 0 else []
