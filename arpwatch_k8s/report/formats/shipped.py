"""Texts that came with a package: templates, styles, scripts."""

from functools import cache
from importlib.resources import files
from typing import Final

TEMPLATES: Final = "arpwatch_k8s.report.formats"


@cache
def shipped(package: str, *path: str) -> str:
    """One of them; read once, since it may be out of reach once root is given away."""
    return files(package).joinpath(*path).read_text(encoding="utf-8")


def template(name: str) -> str:
    """One of the report's own."""
    return shipped(TEMPLATES, "templates", name)
