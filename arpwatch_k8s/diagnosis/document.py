"""The page that documents the rules, `docs/rules.md`: what each says of itself, and what it needs to be told by."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from arpwatch_k8s.diagnosis import incomplete
from arpwatch_k8s.diagnosis.needs import NEEDS
from arpwatch_k8s.diagnosis.rules import COVERS, RULES


def markdown() -> str:
    """The page."""
    return "\n".join(lines()) + "\n"


def lines() -> Iterator[str]:
    """Line by line."""
    yield from (
        "# The rules",
        "",
        "One root cause each, in the order in which they are asked: what one explains, the next is not asked about. A",
        "finding has its argument with frames, what speaks against it, what is missing to decide, what to change, "
        "and the",
        "command that proves it. [What each says of each sample capture](../tests/golden/verdicts.md) is a table of "
        "its own.",
    )
    for name, judge in RULES.items():
        yield from section(name, sys.modules[judge.__module__].__doc__ or "")
        if NEEDS[name]:
            yield from ("", f"Cannot tell where: {'; '.join(need.value for need in NEEDS[name])}.")
        if name in COVERS:
            yield from ("", f"Explains by itself: {', '.join(f'`{other}`' for other in sorted(COVERS[name]))}.")
    yield from section(incomplete.ID, incomplete.__doc__ or "")


def section(name: str, said: str) -> Iterator[str]:
    """One rule."""
    yield from ("", f"## `{name}`", "")
    yield from said.strip().splitlines()
