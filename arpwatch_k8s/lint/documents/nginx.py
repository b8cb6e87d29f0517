"""nginx.conf: its directives, each with its words, its line, and the blocks that it stands in.

upstream vip { server 192.0.2.80:443; }
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

TOKEN: Final = re.compile(
    r"""\s+|#[^\n]*|"(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+'|[{};]|[^\s{};"'#][^\s{};]*|.""", re.DOTALL
)
MOST_DEPTH: Final = 32
"""Blocks within each other; what is deeper stands in the last of them."""


@dataclass(frozen=True, slots=True)
class Directive:
    """One directive that ends with a semicolon."""

    words: tuple[str, ...]
    """Without quotes."""
    line: int
    within: tuple[tuple[str, ...], ...]
    """The words of the blocks that it stands in, from the outermost on."""


def directives(text: str) -> Iterator[Directive]:
    """The directives of a text, in their order."""
    line, begun, words = 1, 1, list[str]()
    within: list[tuple[str, ...]] = []
    for match in TOKEN.finditer(text):
        token = match[0]
        if token == ";":
            if words:
                yield Directive(tuple(words), begun, tuple(within[:MOST_DEPTH]))
            words = []
        elif token == "{":
            within.append(tuple(words))
            words = []
        elif token == "}":
            words = []
            if within:
                within.pop()
        elif not token.isspace() and not token.startswith("#"):
            begun = begun if words else line
            words.append(token[1:-1] if token[0] in "\"'" and len(token) > 1 else token)
        line += token.count("\n")
