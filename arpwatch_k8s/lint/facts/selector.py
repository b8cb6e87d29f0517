"""Label selectors: matchLabels and matchExpressions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from arpwatch_k8s.lint.setting import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """One expression."""

    key: str
    operator: str
    """`In`, `NotIn`, `Exists`, `DoesNotExist`."""
    values: tuple[str, ...] = ()

    def meets(self, labels: Mapping[str, str]) -> bool | None:
        """Whether some labels meet it; None for an operator that is not known."""
        match self.operator:
            case "In":
                return labels.get(self.key) in self.values
            case "NotIn":
                return labels.get(self.key) not in self.values
            case "Exists":
                return self.key in labels
            case "DoesNotExist":
                return self.key not in labels
            case _:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """All of its requirements must be met; without any it picks everything."""

    place: Place
    requirements: tuple[Requirement, ...] = ()

    def meets(self, labels: Mapping[str, str]) -> bool | None:
        """Whether it picks what has these labels; None where that cannot be known."""
        answers = [requirement.meets(labels) for requirement in self.requirements]
        return False if False in answers else None if None in answers else True
