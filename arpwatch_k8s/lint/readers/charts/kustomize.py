"""Kustomize: ConfigMaps that it makes of files, which releases take their values from, and charts that it renders."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Mapping, Node, at, items, setting, text
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.documents.yaml import within
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.charts.values import CHARTS, Values
from arpwatch_k8s.wording.plain import plain

KEY: Final = "values.yaml"
"""The key of a ConfigMap that Flux takes values from by default."""
GENERATORS: Final = ("configMapGenerator", "secretGenerator")


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text of values in a ConfigMap, wherever it comes from."""

    folder: str
    """The folder of what makes the ConfigMap."""
    document: Document
    """The file it is made of, or that the ConfigMap stands in."""
    text: Node | None = None
    """The value that holds it in the latter; it is read where it is asked for."""


@dataclass(slots=True)
class Sources:
    """The texts of ConfigMaps, by their names and keys, and the charts that are rendered."""

    by_name: dict[tuple[str, str], list[Source]] = field(default_factory=dict)
    rendered: list[Values] = field(default_factory=list)

    def of(self, name: str, key: str, folder: str) -> Document | None:
        """The text that a release in a folder takes: that of its own folder, else the only one."""
        several = self.by_name.get((name, key), [])
        near = [each for each in several if each.folder == folder]
        found = near or several
        if len(found) != 1:
            return None
        return found[0].document if found[0].text is None else within(found[0].text, found[0].document.file)


def sources(files: Sequence[File]) -> Sources:
    """What is made of files, and what stands in ConfigMaps themselves."""
    found = Sources()
    documents = {posixpath.normpath(file.name): file.documents[0] for file in files if file.documents}
    for each in objects(document for file in files for document in file.documents):
        folder = posixpath.dirname(posixpath.normpath(each.document.file))
        if each.kind == "Kustomization" and each.group == "kustomize.config.k8s.io":
            for name, key, path in made(each):
                document = documents.get(posixpath.normpath(posixpath.join(folder, path)))
                if document is not None:
                    found.by_name.setdefault((name, key), []).append(Source(folder=folder, document=document))
            found.rendered += rendered(each, folder, documents)
        elif each.kind == "ConfigMap":
            data = each.at("data")
            for key in data.items if isinstance(data, Mapping) else ():
                held = Source(folder=folder, document=each.document, text=at(data, key))
                found.by_name.setdefault((each.name, key), []).append(held)
    return found


def made(kustomization: Object) -> Iterator[tuple[str, str, str]]:
    """Name, key and path of each file that a ConfigMap is made of: `values.yaml=./helm-values.yaml`."""
    for generator in GENERATORS:
        for each in items(kustomization.at(generator)):
            for node in items(at(each, "files")):
                key, _, path = text(node).rpartition("=")
                yield text(at(each, "name")), key or posixpath.basename(path), path


def rendered(kustomization: Object, folder: str, documents: dict[str, Document]) -> Iterator[Values]:
    """helmCharts: a file of values, and values within, which win."""
    for each in items(kustomization.at("helmCharts")):
        chart = CHARTS.get(text(at(each, "name")))
        if chart is None:
            continue
        path = text(at(each, "valuesFile"))
        document = documents.get(posixpath.normpath(posixpath.join(folder, path))) if path else None
        parts: list[tuple[Document, Node]] = [(document, document.root)] if document is not None else []
        inline = at(each, "valuesInline")
        if inline is not None:
            parts.append((kustomization.document, inline))
        yield Values(
            chart=chart,
            place=kustomization.place(each, "helmCharts"),
            parts=tuple(parts),
            version=version(setting("version", at(each, "version"), kustomization.document)),
            elsewhere=f"may come from {plain(path)} (valuesFile), which was not read" if path and not document else "",
        )
