"""Text made safe for a terminal or a figure."""

import unicodedata


def plain(text: str) -> str:
    """`text` with control, format and unassigned characters shown as escapes, line breaks kept."""
    return "".join(c if c == "\n" or not unicodedata.category(c).startswith("C") else escape(c) for c in text)


def escape(character: str) -> str:
    """A character as Python would write it in a string."""
    return character.encode("unicode_escape").decode("ascii")
