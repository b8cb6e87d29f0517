"""Lines of logs, listings, printed frames and settings, changed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random
from typing import Final

from tests.fuzz.extremes import encoded, text
from tests.fuzz.samples import Sample

NUMBER: Final = re.compile(r"\d+")
WORD: Final = re.compile(r"[A-Za-z_]{3,}")
NUMBERS: Final = (
    "0", "1", "-1", "00", "255", "256", "65536", "2147483648", "4294967296", "9223372036854775807",
    "9223372036854775808", "18446744073709551616", "1e400", "NaN", "9" * 40, "9" * 5000, "2262", "9999", "0001", "٣",
)  # fmt: skip
ENDS: Final = ("\n", "\n", "\n", "\n", "\r\n", "\r", "\n\n", "\0", "")
JSON_ENDS: Final = ("null", "[]", "{}", '""', "true", "1e999", "-0", "NaN", '"\\ud800"', '"\\u0000"', "[" * 3000)


def file_of(samples: Sequence[Sample], chance: Random) -> bytes:
    """A file of some lines of one sample or of several, changed here and there."""
    lines = [
        line for _ in range(chance.choice((1, 1, 1, 2, 4))) for line in stretch(chance.choice(samples).lines, chance)
    ]
    if chance.random() < 0.05:
        lines *= chance.choice((2, 50, 500))
    often = chance.choice((0.0, 0.05, 0.3, 1.0))
    changed = [change(line, chance) if chance.random() < often else line for line in lines]
    end = chance.choice(ENDS) if chance.random() < 0.1 else "\n"
    data = encoded(end.join(changed)) + chance.choice((b"", b"\n", b"\n"))
    match chance.randrange(40):
        case 0:
            return data.decode("utf-8", "replace").encode("utf-16")
        case 1:
            return b"\xef\xbb\xbf" + data
        case 2:
            return data[: chance.randrange(len(data) + 1)]
        case 3:
            return flipped(data, chance)
        case _:
            return data


def settings_of(samples: Sequence[Sample], chance: Random) -> bytes:
    """A file of one or several whole texts, changed here and there; now and then of any lines of them."""
    if chance.random() < 0.2:
        return file_of(samples, chance)
    often = chance.choice((0.0, 0.05, 0.3))
    texts = [chance.choice(samples).lines for _ in range(chance.choice((1, 1, 2, 20)))]
    changed = [[change(line, chance) if chance.random() < often else line for line in lines] for lines in texts]
    return encoded(chance.choice(("\n---\n", "\n")).join("\n".join(lines) for lines in changed))


def stretch(sample: Sequence[str], chance: Random) -> list[str]:
    """Lines that follow each other, or any."""
    if chance.random() < 0.5:
        start = chance.randrange(len(sample))
        return list(sample[start : start + chance.choice((1, 3, 30, 200))])
    return chance.choices(sample, k=chance.choice((1, 3, 30)))


def change(line: str, chance: Random) -> str:
    """One line after one to three changes."""
    for _ in range(chance.choice((1, 1, 2, 3))):
        line = change_once(line, chance)
    return line


def change_once(line: str, chance: Random) -> str:
    """A number, a word, a value or a stretch that is another."""
    at = chance.randrange(len(line) + 1)
    match chance.randrange(9):
        case 0 | 1:
            return one_of(NUMBER, line, chance.choice(NUMBERS), chance)
        case 2:
            return one_of(WORD, line, text(chance), chance)
        case 3:
            return line[:at] + text(chance) + line[at:]
        case 4:
            return line[:at]
        case 5:
            return line[at:]
        case 6:
            return line[:at] + line[at : at + 20] * chance.choice((2, 10, 400)) + line[at:]
        case 7:
            return one_of(re.compile(r'"[^"]*"|\d+'), line, chance.choice(JSON_ENDS), chance)
        case _:
            return line[:at] + line[at + chance.randint(1, 10) :]


def one_of(pattern: re.Pattern[str], line: str, by: str, chance: Random) -> str:
    """`line` with one match of a pattern replaced."""
    found = list(pattern.finditer(line))
    if not found:
        return line + by
    match = chance.choice(found)
    return line[: match.start()] + by + line[match.end() :]


def flipped(data: bytes, chance: Random) -> bytes:
    """Some bytes that are others."""
    out = bytearray(data)
    for _ in range(min(len(out), chance.choice((1, 5, 50)))):
        out[chance.randrange(len(out))] = chance.randrange(256)
    return bytes(out)
