"""What lint says of texts, short enough to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

from arpwatch_k8s.lint.documents.yaml import documents
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.linted import Linted
from arpwatch_k8s.lint.linting import facts_of, lint
from arpwatch_k8s.lint.loading import is_yaml
from arpwatch_k8s.lint.scopes import scopes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from arpwatch_k8s.lint.facts.facts import Facts


def linted(texts: Mapping[str, str]) -> Linted:
    """What lint makes of files, by their names."""
    return lint(files_of(texts))


def files_of(texts: Mapping[str, str]) -> list[File]:
    """Files, as a folder of them would be loaded."""
    return [
        File(name=name, text=text, documents=tuple(documents(text, name)) if is_yaml(name, text) else ())
        for name, text in texts.items()
    ]


def faults(texts: Mapping[str, str], check: str) -> list[list[str]]:
    """The places of each fault that a check found, as `file:line`."""
    return [[str(side.place) for side in each.fault.sides] for each in linted(texts).faults if each.check.id == check]


def undecided(texts: Mapping[str, str], check: str) -> list[str]:
    """Why a check could not decide."""
    return [each.undecided.why for each in linted(texts).undecided if each.check.id == check]


def facts(texts: Mapping[str, str]) -> Facts:
    """What readers know of files of one cluster."""
    (scope,) = scopes(files_of(texts))
    return facts_of(scope)[0]
