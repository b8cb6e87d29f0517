"""One key of the file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class Key(Generic[Kind]):
    """A key of a table."""

    table: str
    """The table; dots part a table within one."""

    name: str
    """The key; empty where it may be any name, as in a table of nodes."""

    read: Callable[[object], Kind]
    """What its value means; ValueError says what is expected."""

    form: str
    """A value, as TOML has it: an example."""

    default: str
    """What holds where it is not given, for people."""

    meaning: str
    """What it is, in a sentence."""

    reloads: bool = True
    """Whether a watch that runs can take it over."""

    is_secret: bool = False
    """Whether a value may hold one: it is never shown, and nobody else may read the file."""

    is_repeated: bool = False
    """Whether the table may be there several times: `[[table]]`."""

    @property
    def full(self) -> str:
        """Table and name."""
        return f"{self.table}.{self.name or 'NAME'}"
