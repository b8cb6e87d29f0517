"""Releases that objects ask for: Flux's HelmRelease, Argo CD's Application, k3s' HelmChart and HelmChartConfig."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Mapping, Node, at, items, pairs, setting, text
from arpwatch_k8s.lint.documents.objects import Object, objects
from arpwatch_k8s.lint.documents.yaml import within
from arpwatch_k8s.lint.facts.version import UNKNOWN, version
from arpwatch_k8s.lint.readers.charts.kustomize import KEY, Sources
from arpwatch_k8s.lint.readers.charts.values import CHARTS, Values
from arpwatch_k8s.lint.setting import Setting
from arpwatch_k8s.wording.plain import plain

KINDS: Final = {"HelmRelease", "Application", "HelmChart", "HelmChartConfig", "OCIRepository"}


def releases(documents: Iterable[Document], made: Sources) -> Iterator[Values]:
    """The releases of our charts that objects ask for."""
    yield from made.rendered
    found = [each for each in objects(documents) if each.kind in KINDS]
    tags = {each.name: each.setting("spec", "ref", "tag") for each in found if each.kind == "OCIRepository"}
    charts: dict[str, Values] = {}
    for each in found:
        match each.kind:
            case "HelmRelease":
                yield from of_flux(each, tags, made)
            case "Application":
                yield from of_argo(each)
            case "HelmChart" | "HelmChartConfig":
                for values in of_k3s(each):
                    known = charts.get(values.chart)
                    charts[values.chart] = values if known is None else joined(known, values)
    yield from charts.values()


def called(name: str) -> str | None:
    """Which of our charts a name or a path of a chart means; None where none of them."""
    return CHARTS.get(name.rstrip("/").rpartition("/")[2])


def of_flux(found: Object, tags: dict[str, Setting], made: Sources) -> Iterator[Values]:
    """A HelmRelease: its values stand in it, and win over those it takes from elsewhere."""
    reference = text(found.at("spec", "chartRef", "name"))
    name = text(found.at("spec", "chart", "spec", "chart")) or reference
    chart = called(name) or (called(found.name) if reference else None)
    if chart is None:
        return
    said = found.setting("spec", "chart", "spec", "version") if not reference else tags.get(reference)
    root = found.at("spec", "values")
    parts: list[tuple[Document, Node]] = []
    elsewhere = ""
    folder = posixpath.dirname(posixpath.normpath(found.document.file))
    for source in items(found.at("spec", "valuesFrom")):
        taken = made.of(text(at(source, "name")), text(at(source, "valuesKey")) or KEY, folder)
        if taken is not None and at(source, "targetPath") is None:
            parts.append((taken, taken.root))
        else:
            where = f"{text(at(source, 'kind'))} {text(at(source, 'name'))}"
            elsewhere = f"may come from the {plain(where)} (valuesFrom), which was not read"
    if root is not None:
        parts.append((found.document, root))
    yield Values(
        chart=chart,
        place=found.place(),
        parts=tuple(parts),
        version=UNKNOWN if said is None else version(said),
        elsewhere=elsewhere,
    )


def of_argo(found: Object) -> Iterator[Values]:
    """An Application, with one source or several."""
    sources = [found.at("spec", "source"), *items(found.at("spec", "sources"))]
    for source in sources:
        helm = at(source, "helm")
        # a path without it is a folder of manifests
        chart = called(text(at(source, "chart")) or (text(at(source, "path")) if helm is not None else ""))
        if source is None or chart is None:
            continue
        named = setting("targetRevision", at(source, "targetRevision"), found.document)
        others = [text(each) for each in items(at(helm, "valueFiles"))]
        yield Values(
            chart=chart,
            place=found.place(source),
            parts=tuple(parts_of(found, at(helm, "values"), at(helm, "valuesObject"))),
            given=dict(given(found, items(at(helm, "parameters")))),
            version=version(named) if at(source, "chart") is not None else UNKNOWN,
            elsewhere=f"may come from {plain(others[0])} (valueFiles), which is not followed" if others else "",
        )


def of_k3s(found: Object) -> Iterator[Values]:
    """A HelmChart, or what is added to one that k3s or RKE2 brings."""
    chart = called(text(found.at("spec", "chart")) or found.name)
    if chart is None:
        return
    said = found.at("spec", "version")
    yield Values(
        chart=chart,
        place=found.place(),
        parts=tuple(parts_of(found, found.at("spec", "valuesContent"), None)),
        given={
            name: setting(name, node, found.document, path=f"spec.set.{name}")
            for name, node in pairs(found.at("spec", "set"))
        },
        version=UNKNOWN if said is None else version(setting("version", said, found.document)),
    )


def parts_of(found: Object, as_text: Node | None, as_mapping: Node | None) -> Iterator[tuple[Document, Node]]:
    """Values that stand in an object as a text, and those that stand in it themselves, which win."""
    inner = within(as_text, found.document.file)
    if inner is not None:
        yield inner, inner.root
    if isinstance(as_mapping, Mapping):
        yield found.document, as_mapping


def given(found: Object, parameters: list[Node]) -> Iterator[tuple[str, Setting]]:
    """Argo CD's parameters: values by their paths."""
    for each in parameters:
        name = text(at(each, "name"))
        value = at(each, "value")
        if name and value is not None:
            yield name, setting(name, value, found.document)


def joined(one: Values, other: Values) -> Values:
    """A HelmChart and a HelmChartConfig of one chart: what the latter says wins."""
    return replace(
        one,
        parts=(*one.parts, *other.parts),
        given={**one.given, **other.given},
        version=one.version if one.version.number is not None else other.version,
    )
