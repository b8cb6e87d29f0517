"""Text made safe for a terminal or a figure: names and comments come from captures, which are hostile input."""

import unicodedata


def plain(text: str) -> str:
    """`text` on one line, with control, format and unassigned characters (category C) shown as escapes."""
    return "".join(c if not unicodedata.category(c).startswith("C") else escaped(c) for c in text)


def plain_lines(text: str) -> str:
    """The same for text of several lines."""
    return "\n".join(plain(line) for line in text.split("\n"))


def escaped(character: str) -> str:
    """A character as Python would write it in a string."""
    return character.encode("unicode_escape", "surrogatepass").decode("ascii")
