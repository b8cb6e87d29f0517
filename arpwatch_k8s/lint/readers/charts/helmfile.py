"""Helmfile: releases with their chart, and values in files beside it or within."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from arpwatch_k8s.lint.documents.node import Document, Mapping, Node, at, items, setting, text
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.charts.values import CHARTS, Values
from arpwatch_k8s.wording.plain import plain


def helmfiles(files: Sequence[File]) -> Iterator[Values]:
    """The releases of our charts that helmfiles ask for; those that are not to be installed are left."""
    documents = {posixpath.normpath(file.name): file.documents[0] for file in files if file.documents}
    for file in files:
        for document in file.documents if "helmfile" in file.name else ():
            for each in items(at(document.root, "releases")):
                chart = CHARTS.get(text(at(each, "chart")).rpartition("/")[2])
                installed = at(each, "installed")
                if chart is not None and (installed is None or setting("", installed).is_on is not False):
                    yield release(chart, document, each, documents)


def release(chart: str, document: Document, each: Node, documents: dict[str, Document]) -> Values:
    """One release: of its values the later win."""
    folder = posixpath.dirname(posixpath.normpath(document.file))
    parts: list[tuple[Document, Node]] = []
    elsewhere = ""
    for node in items(at(each, "values")):
        path = text(node)
        found = documents.get(posixpath.normpath(posixpath.join(folder, path))) if path else None
        if isinstance(node, Mapping):
            parts.append((document, node))
        elif found is not None:
            parts.append((found, found.root))
        else:
            elsewhere = f"may come from {plain(path)}, which was not read"
    return Values(
        chart=chart,
        place=document.place(each, "releases"),
        parts=tuple(parts),
        version=version(setting("version", at(each, "version"), document)),
        elsewhere=elsewhere,
    )
