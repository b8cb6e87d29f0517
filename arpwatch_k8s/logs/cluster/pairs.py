"""Keys and values as Go's loggers print them: `key=value "two words"="quoted value"`, behind a message or all along.

Values are quoted where they hold spaces, quotes or `=`, keys likewise: they are split by a scanner that knows quotes.
"""

from __future__ import annotations

import json
import re
from typing import Final

QUOTED: Final = r'"[^"\\]*(?:\\.[^"\\]*)*"'
PAIR: Final = re.compile(rf'(?:^|(?<= ))({QUOTED}|[^\s"=]+)=({QUOTED}|\S*)', re.DOTALL)
WORD: Final = re.compile(QUOTED, re.DOTALL)


def message_and_pairs(text: str) -> tuple[str, dict[str, str]]:
    """What stands before the first pair, and the pairs, without their quotes."""
    message: str | None = None
    pairs: dict[str, str] = {}
    for found in PAIR.finditer(text):
        if message is None:
            message = text[: found.start()].strip()
        pairs.setdefault(unquoted(found[1]), unquoted(found[2]))
    return text.strip() if message is None else message, pairs


def unquoted(text: str) -> str:
    """A word without Go's quotes."""
    if len(text) < 2 or text[0] != '"' or text[-1] != '"':
        return text
    if "\\" not in text:
        return text[1:-1]
    try:
        return str(json.loads(text, strict=False))
    except (ValueError, RecursionError):
        return text[1:-1]
