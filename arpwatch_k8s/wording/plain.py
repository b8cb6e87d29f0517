"""Text made safe for a terminal or a figure: names and comments come from captures, which are hostile input."""

import unicodedata
from typing import Final

UNSAFE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Categories of characters that may move the cursor, hide or reorder text, or end a line."""


def plain(text: str) -> str:
    """`text` on one line, with control, format and unassigned characters (category C) and what ends a line or a
    paragraph (Zl, Zp) shown as escapes."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(escaped(c) if unicodedata.category(c) in UNSAFE else c for c in text)


def plain_lines(text: str) -> str:
    """The same for text of several lines."""
    return "\n".join(plain(line) for line in text.split("\n"))


def escaped(character: str) -> str:
    """A character as Python would write it in a string."""
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
