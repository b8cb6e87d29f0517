"""Kubernetes' objects in documents: manifests, and what `kubectl get -o yaml|json` prints of one or many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from arpwatch_k8s.lint.documents.node import Document, Mapping, Node, at, items, pairs, text
from arpwatch_k8s.lint.setting import Place


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

    @property
    def labels(self) -> dict[str, str]:
        return {key: text(value) for key, value in pairs(self.at("metadata", "labels"))}


def objects(documents: Iterable[Document]) -> Iterator[Object]:
    """The objects of some documents, those of lists one by one."""
    for document in documents:
        root = document.root
        if not isinstance(root, Mapping):
            continue
        members = items(at(root, "items"))
        if members and text(at(root, "kind")).endswith("List"):
            for index, member in enumerate(members):
                if isinstance(member, Mapping) and "kind" in member.items:
                    yield Object(document=document, root=member, prefix=f"items[{index}].")
        elif "kind" in root.items and "apiVersion" in root.items:
            yield Object(document=document, root=root, prefix="")


def pod_spec(found: Object) -> tuple[Mapping, str] | None:
    """The specification of the pods that an object makes, and its path; None where it makes none."""
    steps = ("spec",) if found.kind == "Pod" else ("spec", "template", "spec")
    spec = found.at(*steps)
    return (spec, ".".join(steps)) if isinstance(spec, Mapping) and "containers" in spec.items else None
