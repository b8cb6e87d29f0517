"""The command line of `watch` beside its file: what is named there wins."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arpwatch_k8s.monitor.settings.file import Values
    from arpwatch_k8s.monitor.settings.key import Key

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandLine:
    """Options of `watch`, by the names of its parameters, with their usual values where they were not given."""

    values: Mapping[str, Any]
    """All of them."""

    named: Set[str]
    """Those that were given."""

    def chosen(self, option: str, key: Key[Kind], values: Values) -> Kind | None:
        """What the command line names, else what the file does, else what is usual; None where that is nothing."""
        found = values.of(key)
        usual: Kind | None = self.values[option] or None
        return usual if option in self.named or found is None else found

    def understood(self, option: str, key: Key[Kind], values: Values, read: Callable[[str, Any], Kind]) -> Kind:
        """The same where an option and the file write it in different ways: `read` takes the option's name for people,
        and its value. UsageError: what the command line has is none."""
        found = values.of(key)
        return read(dashed(option), self.values[option]) if option in self.named or found is None else found


def dashed(option: str) -> str:
    """An option as people write it."""
    return f"--{option.replace('_', '-')}"
