"""Where something stands, as all forms of output tell it."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.setting import Place
from arpwatch_k8s.wording.names import readable
from arpwatch_k8s.wording.plain import plain

PAGES: Final = "docs/checks/"
"""Where each check has its page."""


def name(file: str) -> str:
    """A file's name as it can be printed."""
    return plain(readable(file))


def where(place: Place) -> str:
    """A file and a line."""
    return f"{name(place.file)}:{place.line}"


def page(check: Check) -> str:
    """The page of a check."""
    return f"{PAGES}{check.id}.md"
