"""A check: one way in which settings lead to trouble, and all that others have to know of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Told


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One check."""

    id: str
    """Its name, in lower case with hyphens: that of its file, its test, its page."""
    title: str
    """What it says of a configuration, in a few words."""
    severity: Severity
    """Critical breaks, warning hurts on a failover or an upgrade, info is good to know."""
    look: Callable[[Facts], Iterable[Told]]
    """Looks at the facts of one cluster. What it cannot know it tells as undecided."""
    why: str
    """Why it breaks: a few sentences, for its page and for every fault."""
    wire: str
    """What it looks like on the wire; empty where nothing of it does."""
    rules: tuple[str, ...] = ()
    """Rules of `diagnosis` that would show it, by id."""
    taught_by: tuple[str, ...] = ()
    """The issues that taught it, as `metallb#2177`, and vendors' pages."""
    versions: str = ""
    """For which versions it is true, in words; empty for all."""
