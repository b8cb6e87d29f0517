"""kube-vip by its chart."""

from __future__ import annotations

from typing import Final

from arpwatch_k8s.lint.documents.node import items, pairs
from arpwatch_k8s.lint.facts.kube_vip import KubeVip
from arpwatch_k8s.lint.facts.version import UNKNOWN, version
from arpwatch_k8s.lint.readers.charts.values import MADE_BY, Values
from arpwatch_k8s.lint.readers.kube_vip import ARGUMENTS
from arpwatch_k8s.lint.setting import Plain, Setting, Unknown

DEFAULTS: Final[dict[str, Plain]] = {
    "vip_arp": "true",
    "cp_enable": "false",
    "svc_enable": "true",
    "svc_election": "false",
    "vip_leaderelection": "false",
}
"""What the chart sets unless it is told otherwise: it is not what kube-vip has by default."""


def kube_vip(values: Values) -> KubeVip:
    """What a release makes."""
    environment: dict[str, Setting] = {}
    extra = values.node("extraArgs")
    for name, _ in pairs(None if extra is None else extra[1]):
        known = ARGUMENTS.get(f"--{name}")
        if known is not None:
            environment[known] = values.setting("extraArgs", name)
    environment |= {
        name: Setting(name=name, value=Unknown(why=values.elsewhere) if values.elsewhere else value)
        for name, value in DEFAULTS.items()
    }
    listed = values.node("env")
    names = [name for name, _ in pairs(None if listed is None else listed[1])]
    names += [path.removeprefix("env.") for path in values.given if path.startswith("env.")]
    for name in names:
        found = values.setting("env", name)
        environment[name] = Setting(name=name, value=found.value, place=found.place)
    taken = values.node("envValueFrom")
    for name, _ in pairs(None if taken is None else taken[1]):
        place = values.setting("envValueFrom", name).place
        environment[name] = Setting(name=name, value=Unknown(why="comes from elsewhere (envValueFrom)"), place=place)
    tag = values.setting("image", "tag")
    more = values.node("envFrom")
    has_more = more is not None and bool(items(more[1]))
    return KubeVip(
        place=values.place,
        made_by=MADE_BY,
        environment=environment,
        version=version(tag) if tag.text else UNKNOWN,
        elsewhere="may come from elsewhere (envFrom), which was not read" if has_more else "",
    )
