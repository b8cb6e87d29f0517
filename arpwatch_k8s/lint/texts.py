"""Bytes of a file to its text."""

from __future__ import annotations

from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from typing import Final

MARKS: Final = ((BOM_UTF8, "utf-8-sig"), (BOM_UTF16_LE, "utf-16"), (BOM_UTF16_BE, "utf-16"))
"""UTF-16 is what PowerShell's `>` writes."""


def encoding_of(head: bytes) -> str:
    """How a file that begins so is encoded."""
    return next((name for mark, name in MARKS if head.startswith(mark)), "utf-8")


def is_binary(head: bytes) -> bool:
    """Whether a file that begins so is no text: a text has no NUL."""
    return "\0" in head.decode(encoding_of(head), errors="replace")


def text_of(content: bytes) -> str:
    """The text, its lines ended by line feeds alone, as editors number them; what is no character is replaced."""
    text = content.decode(encoding_of(content), errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text
