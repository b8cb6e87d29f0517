"""Kubernetes' objects in documents: manifests, and what `kubectl get -o yaml|json` prints of one or many."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Mapping, Node, Scalar, at, items, pairs, setting, text
from arpwatch_k8s.lint.setting import Place, Plain, Setting, Unknown
from arpwatch_k8s.wording.plain import plain

UNSAID: Final = Scalar(value=None, line=1)
FILLED_IN: Final = re.compile(r"\$\{[^}]{0,80}\}|\{\{[^}]{0,80}\}\}|<[A-Z_]{2,40}>")
"""What Flux, envsubst, Ansible or a person fills in before the object is applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """One object."""

    document: Document
    root: Mapping
    prefix: str
    """What stands before its paths: `items[3].` in a list."""

    @property
    def kind(self) -> str:
        return text(at(self.root, "kind"))

    @property
    def group(self) -> str:
        """The part of apiVersion before the slash: `metallb.io`; empty for the core's."""
        return text(at(self.root, "apiVersion")).rpartition("/")[0]

    @property
    def name(self) -> str:
        return text(at(self.root, "metadata", "name"))

    @property
    def namespace(self) -> str:
        return text(at(self.root, "metadata", "namespace"))

    def at(self, *steps: str | int) -> Node | None:
        """A value of it."""
        return at(self.root, *steps)

    def place(self, node: Node | None = None, path: str = "") -> Place:
        """Where a value of it stands; the object itself where none is given."""
        return Place(file=self.document.file, line=(node or self.root).line, path=f"{self.prefix}{path}")

    def setting(self, *steps: str | int, name: str = "", default: Plain = None) -> Setting:
        """A value of it as a setting; what a tool or a person is yet to fill in is not known."""
        path = path_of(steps)
        found = setting(name or path, self.at(*steps), self.document, path=f"{self.prefix}{path}", default=default)
        return unless_filled_in(found)

    def settings(self, *steps: str | int, name: str = "") -> tuple[Setting, ...]:
        """The values of a list of it, each as a setting."""
        path = path_of(steps)
        return tuple(self.setting(*steps, index, name=name or path) for index in range(len(items(self.at(*steps)))))

    @property
    def labels(self) -> dict[str, str]:
        return {key: text(value) for key, value in pairs(self.at("metadata", "labels"))}


def path_of(steps: Iterable[str | int]) -> str:
    """Keys and indexes as one writes them: `spec.addresses[0]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps).removeprefix(".")


def unless_filled_in(found: Setting) -> Setting:
    """A setting, which is not known where a part of its text is still to be filled in."""
    if not isinstance(found.value, str) or (hole := FILLED_IN.search(found.value)) is None:
        return found
    return replace(found, value=Unknown(why=f"is filled in elsewhere: {plain(hole[0][:80])}"))


def objects(documents: Iterable[Document]) -> Iterator[Object]:
    """The objects of some documents, those of lists one by one."""
    for document in documents:
        root = document.root
        if not isinstance(root, Mapping):
            continue
        members = items(at(root, "items"))
        kind = text(at(root, "kind"))
        if members and kind.endswith("List"):
            for index, member in enumerate(members):
                if isinstance(member, Mapping) and ("kind" in member.items or kind != "List"):
                    whole = member if "kind" in member.items else called(member, kind.removesuffix("List"), root)
                    yield Object(document=document, root=whole, prefix=f"items[{index}].")
        elif "kind" in root.items and "apiVersion" in root.items:
            yield Object(document=document, root=root, prefix="")


def called(member: Mapping, kind: str, root: Mapping) -> Mapping:
    """A member of a list of one kind, as the API server and must-gather write it, which does not say its own kind."""
    known = {"kind": Scalar(value=kind, line=member.line), "apiVersion": root.items.get("apiVersion", UNSAID)}
    return replace(member, items={**known, **member.items})


def pod_spec(found: Object) -> tuple[Mapping, str] | None:
    """The specification of the pods that an object makes, and its path; None where it makes none."""
    steps = ("spec",) if found.kind == "Pod" else ("spec", "template", "spec")
    spec = found.at(*steps)
    return (spec, ".".join(steps)) if isinstance(spec, Mapping) and "containers" in spec.items else None
