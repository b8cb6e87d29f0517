"""Files of Helm's values by themselves, and charts that have one of ours among their dependencies.

A chart's own values.yaml says what is so by default, and not that anybody installs it: it is left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from arpwatch_k8s.lint.documents.node import Document, Mapping, at, items, setting, text
from arpwatch_k8s.lint.facts.version import version
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.charts.values import CHARTS, Values

STRONG: Final = {
    "metallb": (
        ("speaker", "memberlist"),
        ("speaker", "excludeInterfaces"),
        ("speaker", "ignoreExcludeLB"),
        ("speaker", "tolerateMaster"),
        ("speaker", "frr"),
        ("frrk8s",),
    ),
    "kube-vip": (("env", "svc_enable"), ("env", "cp_enable"), ("env", "vip_arp"), ("env", "vip_interface")),
    "cilium": (
        ("l2announcements",),
        ("kubeProxyReplacement",),
        ("enableLBIPAM",),
        ("defaultLBServiceIPAM",),
        ("k8sClientRateLimit",),
    ),
}
"""Values by which those of a chart are told."""
WEAK: Final = {
    "metallb": ("controller", "speaker", "loadBalancerClass"),
    "kube-vip": ("env", "config"),
    "cilium": ("ipam", "operator", "hubble", "externalIPs", "devices"),
}
"""Values that tell them where the file or a folder of it is called as the chart."""
CHART_FILES: Final = frozenset({"Chart.yaml", "Chart.yml"})


def files_of_values(files: Sequence[File]) -> Iterator[Values]:
    """The releases that files of values are for; of several files for one chart nothing says which of them counts."""
    alone: dict[str, list[Values]] = {}
    charts = {file.path.parent: file for file in files if file.path.name in CHART_FILES and file.documents}
    for file in files:
        own = charts.get(file.path.parent)
        for document in file.documents if "values" in file.path.name else ():
            if not isinstance(document.root, Mapping) or {"apiVersion", "kind"} & document.root.items.keys():
                continue
            if own is None:
                for values in by_itself(file.path, document):
                    alone.setdefault(values.chart, []).append(values)
            elif file.path.name in {"values.yaml", "values.yml"}:
                yield from of_dependencies(own.documents[0], document)
    for several in alone.values():
        parts = tuple(part for each in several for part in each.parts)
        yield replace(several[0], parts=parts, are_alternatives=len(several) > 1)


def by_itself(path: PurePosixPath, document: Document) -> Iterator[Values]:
    """A file that is told by its values, or by its name and one of its values."""
    for chart, strong in STRONG.items():
        named = any(chart in part.lower() for part in path.parts[-3:])
        if any(at(document.root, *steps) is not None for steps in strong) or (
            named and any(at(document.root, key) is not None for key in WEAK[chart])
        ):
            yield Values(chart=chart, place=document.place(document.root), parts=((document, document.root),))
            return


def of_dependencies(chart: Document, document: Document) -> Iterator[Values]:
    """Our charts among the dependencies of another, with the values that it gives them."""
    for each in items(at(chart.root, "dependencies")):
        name = CHARTS.get(text(at(each, "name")))
        if name is None:
            continue
        condition = text(at(each, "condition")).partition(",")[0]
        asked = at(document.root, *condition.split(".")) if condition else None
        if asked is not None and setting("", asked).is_on is False:
            continue
        given = at(document.root, text(at(each, "alias")) or text(at(each, "name")))
        yield Values(
            chart=name,
            place=chart.place(each, "dependencies"),
            parts=((document, given),) if given is not None else (),
            version=version(setting("version", at(each, "version"), chart)),
        )
