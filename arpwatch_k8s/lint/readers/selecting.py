"""Label selectors of objects."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.lint.documents.node import Mapping, at, items, pairs, text
from arpwatch_k8s.lint.documents.objects import Object, path_of
from arpwatch_k8s.lint.facts.selector import Requirement, Selector

NOT_KNOWN: Final = ""
"""The operator of a requirement of which a part cannot be read: nobody can tell what meets it."""


def selector(found: Object, *steps: str | int) -> Selector | None:
    """The selector that stands at a place of an object; None where there is none."""
    node = found.at(*steps)
    if not isinstance(node, Mapping):
        return None
    requirements: list[Requirement] = []
    for key, _ in pairs(at(node, "matchLabels")):
        value = found.setting(*steps, "matchLabels", key)
        requirements.append(Requirement(key=key, operator="In" if value.is_known else NOT_KNOWN, values=(value.text,)))
    for index, expression in enumerate(items(at(node, "matchExpressions"))):
        values = found.settings(*steps, "matchExpressions", index, "values")
        known = all(value.is_known for value in values)
        requirements.append(
            Requirement(
                key=text(at(expression, "key")),
                operator=text(at(expression, "operator")) if known else NOT_KNOWN,
                values=tuple(value.text for value in values),
            )
        )
    return Selector(place=found.place(node, path_of(steps)), requirements=tuple(requirements))


def selectors(found: Object, *steps: str | int) -> tuple[Selector, ...]:
    """The selectors of a list."""
    each = (selector(found, *steps, index) for index in range(len(items(found.at(*steps)))))
    return tuple(one for one in each if one is not None)
