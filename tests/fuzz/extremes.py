"""Numbers, texts and bytes at the ends of what a field holds."""

from random import Random
from typing import Final

NS: Final = 1_000_000_000
NOW: Final = 1_795_000_000 * NS
"""A day in 2026."""
HOSTILE: Final = (
    "\x1b]0;owned\x07",
    "\u202e\u2066txt.exe",
    "\u2028",
    "\x00",
    "\r\n",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "'\"><img src=x>",
    "{{7*7}}{%raw%}",
    "$\\frac{a}{$",
    "%s%n%d",
    "../../../etc/passwd",
    "\ud800",
    "ÿ" * 300,
    "9" * 5000,
    "٣٤٥",
    "[" * 2000,
    "(" * 300,
    " " * 3000,
)
"""Texts that one reader or another may take for something else."""
ENDS: Final = (0, 1, 2, 0x7F, 0x80, 0xFF)


def number(chance: Random, bits: int) -> int:
    """An unsigned number of so many bits, mostly near one of its ends."""
    top = (1 << bits) - 1
    return chance.choice((0, 1, 2, top, top - 1, top >> 1, (top >> 1) + 1, chance.getrandbits(bits), bits)) & top


def time_ns(chance: Random) -> int:
    """An instant, ns: now, or anywhere that 64 bits reach."""
    match chance.randrange(8):
        case 0:
            return number(chance, 64)
        case 1:
            return (1 << 63) - 1 - chance.choice((0, 1, NS, 86_400 * NS, 400 * 86_400 * NS))
        case 2:
            return chance.choice((0, 1, NS - 1, NS, 86_400 * NS))
        case 3:
            return NOW + chance.choice((-1, 1)) * chance.choice((1, 10, 100, 250)) * 31_557_600 * NS
        case _:
            return NOW + chance.randrange(-3600 * NS, 3600 * NS)


def text(chance: Random) -> str:
    """A hostile text, alone or in another."""
    return chance.choice(("", "eth0", "node1 ")) + chance.choice(HOSTILE)


def raw(chance: Random, length: int) -> bytes:
    """Bytes, all alike or random."""
    return chance.choice((bytes(length), b"\xff" * length, chance.randbytes(length)))


def encoded(value: str) -> bytes:
    """A text's bytes, whatever is in it."""
    return value.encode("utf-8", "surrogatepass")
