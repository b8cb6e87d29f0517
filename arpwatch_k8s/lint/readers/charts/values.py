"""The values of one release of a chart, and the settings in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Node, at, setting
from arpwatch_k8s.lint.documents.objects import unless_filled_in
from arpwatch_k8s.lint.facts.version import UNKNOWN, Versioned
from arpwatch_k8s.lint.setting import Place, Plain, Setting, Unknown

MADE_BY: Final = "Helm"
CHARTS: Final = {"metallb": "metallb", "kube-vip": "kube-vip", "cilium": "cilium", "rke2-cilium": "cilium"}
"""Charts that are read, by what they are called, as whose they are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Values:
    """What a release sets."""

    chart: str
    """`metallb`, `kube-vip` or `cilium`."""
    place: Place
    """Where it is declared."""
    parts: tuple[tuple[Document, Node], ...] = ()
    """Its values; of two parts the later wins."""
    given: Mapping[str, Setting] = field(default_factory=dict)
    """Values that are set one by one, by their path: they win."""
    version: Versioned = UNKNOWN
    """Of the chart."""
    elsewhere: str = ""
    """Where more of them may be that was not read, as in "may come from the Secret x (valuesFrom), ..."."""
    are_alternatives: bool = False
    """Whether nothing says which of the parts counts: several files of values for one chart."""

    def node(self, *steps: str) -> tuple[Document, Node] | None:
        """A value, with the document it stands in; None where none of the parts has it."""
        for document, root in reversed(self.parts):
            found = at(root, *steps)
            if found is not None:
                return document, found
        return None

    def setting(self, *steps: str, default: Plain = None) -> Setting:
        """A value as a setting, called by its path."""
        path = ".".join(steps)
        if path in self.given:
            return self.given[path]
        found = self.node(*steps)
        if self.are_alternatives and self._differs(*steps):
            place = None if found is None else found[0].place(found[1], path)
            why = f"is not the same in the {len(self.parts)} files of values for {self.chart}"
            return Setting(name=path, value=Unknown(why=why), place=place)
        if found is not None:
            return unless_filled_in(setting(path, found[1], found[0]))
        if self.elsewhere:
            return Setting(name=path, value=Unknown(why=self.elsewhere))
        return Setting(name=path, value=default)

    def _differs(self, *steps: str) -> bool:
        """Whether the parts do not all say the same."""
        nodes = [at(root, *steps) for _, root in self.parts]
        return len({None if node is None else setting("", node).text for node in nodes}) > 1
