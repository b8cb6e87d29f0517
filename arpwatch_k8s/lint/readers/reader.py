"""A reader: what it makes of the files of one cluster."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.file import File


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a reader found."""

    facts: Facts
    read: dict[str, str] = field(default_factory=dict)
    """What each file that it knows was read as, by the file's name: "kubespray's variables", "2 IPAddressPools"."""
    doubts: tuple[tuple[str, int, str], ...] = ()
    """What it could not read though it is its own: the file, the line, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """One kind of configuration."""

    name: str
    """What it reads, for people."""
    read: Callable[[Sequence[File]], Reading]
    """Looks through all files of one cluster; what is none of its own it leaves."""
