"""keepalived.conf: statements in blocks, each with its file and line (keepalived.conf(5), lib/parser.c of 2.4).

    $VIP=192.0.2.80
    vrrp_instance VI_1 {
        @lb1 priority 150       # of the configuration id lb1 alone
        virtual_ipaddress {
            ${VIP}/24 dev eth0  ! comments begin with either
        }
    }

One file may be that of several hosts: lines that begin with `@ID` or `@^ID` hold for one of them, or for all but one.
So a file is read once for each id that it names. Parameters are put in where they are used, `~SEQ(...)` repeats the
rest of its line, `include` takes in what was given. All of it is bounded: a few lines can stand for millions.

Nothing on PyPI that is kept reads this: keepalived-config (0.2.1) keeps no lines and knows no includes, parameters,
conditions or sequences.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.wording.plain import plain

MOST_LINES: Final = 50_000
"""Lines of a configuration, those that sequences and parameters repeat among them."""
MOST_LENGTH: Final = 10_000
"""Characters of a line."""
MOST_DEPTH: Final = 16
"""Blocks, includes and parameters within each other."""
MOST_IDS: Final = 16
"""Configuration ids of a file for which it is read."""
WORD: Final = re.compile(r"""(?:"[^"]*"|'[^']*'|\{\{.{0,200}?\}\}|\$\{[^}]{0,200}\}|[^\s{}"'])+|[{}]""")
CONDITION: Final = re.compile(r"\s*@(\^?)([\w.-]{1,64})(?=\s|\Z)")
IDS: Final = re.compile(r"(?:^[ \t]*|=)@\^?([\w.-]{1,64})(?=\s|\Z)", re.MULTILINE)
PARAMETER: Final = re.compile(r"\s*\$([A-Za-z_]\w{0,63})=(.*)", re.DOTALL)
USE: Final = re.compile(r"\$(?:\{([A-Za-z_]\w{0,63})\}|([A-Za-z_]\w{0,63})(?=\s|\Z))")
SEQUENCE: Final = re.compile(r"\s*~(SEQx?|LST)\(([^)]{0,200})\)(.*)", re.DOTALL)
INCLUDE: Final = re.compile(r"\s*include[rmwba]?\s+(\S.*?)\s*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A keyword with its values, and what stands in its block."""

    words: tuple[str, ...]
    """Without quotes."""
    file: str
    line: int
    block: list[Statement] = field(default_factory=list)

    @property
    def keyword(self) -> str:
        """Its first word; empty of a block by itself."""
        return self.words[0] if self.words else ""


@dataclass(frozen=True, slots=True)
class Source:
    """A text, and what it is called."""

    name: str
    text: str
    first_line: int = 1
    """The number of its first line: of a text within another."""
    is_on_one_line: bool = False
    """Whether all of it stands on that line, with its ends written as escapes."""


@dataclass(slots=True, kw_only=True)
class Configuration:
    """What a file says to the host of one configuration id."""

    statements: list[Statement] = field(default_factory=list)
    included: list[str] = field(default_factory=list)
    """Files that it takes in, by name."""
    missing: list[tuple[str, int, str]] = field(default_factory=list)
    """Files that it would take in and that were not given: where it says so, and what."""
    doubts: list[tuple[str, int, str]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    """Configuration ids that the files it takes in name."""


Find = Callable[[Source, str], Sequence[Source]]
"""The files that an `include` of a file names."""


def ids(text: str) -> list[str]:
    """The configuration ids that a text names, in their order."""
    return list(dict.fromkeys(match[1] for match in IDS.finditer(text)))


def configuration(file: Source, find: Find, own_id: str = "") -> Configuration:
    """What a file says to the host of a configuration id; with none, to a host that no line names."""
    reading = Reading(find=find, own_id=own_id)
    reading.file(file, 0)
    return reading.made


@dataclass(slots=True, kw_only=True)
class Reading:
    """A configuration as far as it is read."""

    find: Find
    own_id: str
    made: Configuration = field(default_factory=Configuration)
    parameters: dict[str, list[tuple[str, int, str]]] = field(default_factory=dict)
    """The lines of each, with their places."""
    stack: list[list[Statement]] = field(default_factory=list)
    lines: int = 0
    is_full: bool = False

    def file(self, file: Source, depth: int) -> None:
        """All lines of a file."""
        if not self.stack:
            self.stack.append(self.made.statements)
        step = 0 if file.is_on_one_line else 1
        numbered = ((file.first_line + step * at, line) for at, line in enumerate(file.text.split("\n")))
        for number, line in numbered:
            if self.is_full:
                return
            text = uncommented(line[: MOST_LENGTH + 1])
            if match := INCLUDE.match(text):
                self._include(file, number, match[1].strip("\"'"), depth)
                continue
            parameter = PARAMETER.match(self._unconditional(text) or "")
            if parameter and parameter[2].rstrip().endswith("\\"):
                self.parameters[parameter[1]] = list(continued(file.name, number, parameter[2], numbered))
            else:
                self.line(file.name, number, text, 0)

    def _include(self, file: Source, number: int, name: str, depth: int) -> None:
        """What an include names."""
        found = self.find(file, name)
        if not found:
            self.made.missing.append((file.name, number, name))
        for each in found:
            if depth >= MOST_DEPTH:
                self.made.doubts.append((file.name, number, f"include {plain(name)} leads back to itself, or too deep"))
            else:
                self.made.included.append(each.name)
                self.made.ids += ids(each.text)
                self.file(each, depth + 1)

    def _unconditional(self, text: str) -> str | None:
        """A line without its condition; None where that is not met."""
        while match := CONDITION.match(text):
            if (match[2] == self.own_id) == bool(match[1]):
                return None
            text = text[match.end() :]
        return text

    def line(self, file: str, number: int, text: str, depth: int) -> None:
        """One line, with what parameters and sequences make of it."""
        self.lines += 1
        if self.is_full:
            return
        if self.lines > MOST_LINES or depth > MOST_DEPTH or len(text) > MOST_LENGTH:
            self.is_full = True
            self.made.doubts.append((file, number, "it comes to too many lines, or too long ones: the rest is left"))
            return
        rest = self._unconditional(text)
        if rest is None or not rest.strip():
            return
        if match := PARAMETER.match(rest):
            self.parameters[match[1]] = [(file, number, match[2].strip())]
        elif match := SEQUENCE.match(rest):
            self._sequence(file, number, match, depth)
        else:
            self._put_in(file, number, rest, depth)

    def _sequence(self, file: str, number: int, match: re.Match[str], depth: int) -> None:
        """The rest of a line, once for each value of a sequence."""
        values = sequence(match[1], match[2])
        if values is None:
            self.made.doubts.append((file, number, f"~{match[1]}({plain(match[2])}) is not read"))
            return
        name, texts = values
        for text in texts:
            if self.is_full:
                return
            self.parameters[name] = [(file, number, text)]
            self.line(file, number, match[3], depth + 1)

    def _put_in(self, file: str, number: int, text: str, depth: int) -> None:
        """A line with its parameters' values."""
        used = USE.search(text)
        lines = self.parameters.get(used[1] or used[2]) if used else None
        if used and lines is not None and len(lines) > 1 and not (text[: used.start()] + text[used.end() :]).strip():
            for place, line, each in lines:
                self.line(place, line, each, depth + 1)
            return
        replaced = USE.sub(self._value, text)
        if replaced == text:
            self._take(file, number, text)
        else:
            self.line(file, number, replaced, depth + 1)

    def _value(self, use: re.Match[str]) -> str:
        """What stands for a use of a parameter; itself where none is defined."""
        lines = self.parameters.get(use[1] or use[2])
        return use[0] if lines is None else " ".join(text for _, _, text in lines)

    def _take(self, file: str, number: int, text: str) -> None:
        """The words of a line, as statements and blocks."""
        words: list[str] = []
        for match in WORD.finditer(text):
            word = match[0]
            if word not in ("{", "}"):
                words.append(word.replace('"', "").replace("'", ""))
                continue
            if word == "{":
                self._open(tuple(words), file, number)
            else:
                self._state(words, file, number)
                if len(self.stack) > 1:
                    self.stack.pop()
                else:
                    self.made.doubts.append((file, number, "a } that closes nothing"))
            words = []
        self._state(words, file, number)

    def _state(self, words: list[str], file: str, number: int) -> None:
        """A statement without a block."""
        if words:
            self.stack[-1].append(Statement(words=tuple(words), file=file, line=number))

    def _open(self, words: tuple[str, ...], file: str, number: int) -> None:
        """A block begins: of its line's words, or of the statement before it."""
        within = self.stack[-1]
        if not words and within and not within[-1].block:
            opened = within[-1]
        else:
            opened = Statement(words=words, file=file, line=number)
            within.append(opened)
        if len(self.stack) == MOST_DEPTH:
            self.made.doubts.append((file, number, f"blocks in more than {MOST_DEPTH} others are left"))
        self.stack.append(opened.block if len(self.stack) <= MOST_DEPTH else [])


def uncommented(line: str) -> str:
    """A line without its comment."""
    if "#" not in line and "!" not in line:
        return line.rstrip("\r")
    quote = ""
    for at, character in enumerate(line):
        if quote:
            quote = "" if character == quote else quote
        elif character in "\"'":
            quote = character
        elif character in "#!":
            return line[:at]
    return line.rstrip("\r")


def continued(file: str, number: int, first: str, lines: Iterator[tuple[int, str]]) -> Iterator[tuple[str, int, str]]:
    """The lines of a parameter of several: each but the last ends with a backslash."""
    text = first.rstrip()
    while text.endswith("\\"):
        if text[:-1].strip():
            yield file, number, text[:-1].strip()
        following = next(lines, None)
        if following is None:
            return
        number, line = following
        text = uncommented(line).rstrip()
    if text.strip():
        yield file, number, text.strip()


def sequence(kind: str, inside: str) -> tuple[str, list[str]] | None:
    """The parameter of a sequence, and its values; None where it is none that can be read, or longer than a file."""
    name, *rest = [part.strip() for part in inside.split(",")]
    if kind == "LST":
        return (name, rest) if rest and name.isidentifier() else None
    try:
        numbers = [int(part, 0) for part in rest if len(part) <= 12]
    except ValueError:
        return None
    if not name.isidentifier() or not 1 <= len(numbers) <= 3 or len(numbers) != len(rest):
        return None
    end = numbers[-1]
    start = numbers[0] if len(numbers) > 1 else (1 if end > 0 else -1)
    step = numbers[1] if len(numbers) == 3 else (1 if end >= start else -1)
    if step == 0 or abs(end - start) // abs(step) > MOST_LINES:
        return None
    values = range(start, end + (1 if step > 0 else -1), step)
    return name, [format(each, "x") if kind == "SEQx" else str(each) for each in values]
