"""Helm's values to facts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.charts.cilium import cilium
from arpwatch_k8s.lint.readers.charts.files import files_of_values
from arpwatch_k8s.lint.readers.charts.helmfile import helmfiles
from arpwatch_k8s.lint.readers.charts.kube_vip import kube_vip
from arpwatch_k8s.lint.readers.charts.kustomize import sources
from arpwatch_k8s.lint.readers.charts.metallb import metallb
from arpwatch_k8s.lint.readers.charts.objects import releases
from arpwatch_k8s.lint.readers.reader import Reader, Reading


def read(files: Sequence[File]) -> Reading:
    """Every release of our charts among the files of one cluster."""
    facts, known = Facts(), dict[str, str]()
    asked = list(releases((document for file in files for document in file.documents), sources(files)))
    asked += helmfiles(files)
    used = {document.file for values in asked for document, _ in values.parts}
    for values in (*asked, *files_of_values([file for file in files if file.name not in used])):
        match values.chart:
            case "metallb":
                facts += Facts(metallb=(metallb(values),))
            case "kube-vip":
                facts += Facts(kube_vip=(kube_vip(values),))
            case _:
                facts += Facts(cilium=(cilium(values),))
        for name in (values.place.file, *(document.file for document, _ in values.parts)):
            known[name] = f"Helm's values of {values.chart}"
    return Reading(facts=facts, read=known)


READER: Final = Reader(name="Helm's values", read=read)
