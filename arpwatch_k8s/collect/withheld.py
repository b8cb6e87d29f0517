"""What is taken out of objects before they are written: a pod's environment and a ConfigMap may hold passwords.

Of environments and arguments the names stay, and the values of all whose names do not sound of a secret. Of a ConfigMap
stays what a reader reads, and nothing else.
"""

from __future__ import annotations

import re
from typing import Final

from arpwatch_k8s.logs.cluster.kube_object import part, text
from arpwatch_k8s.wording.value import JsonValue

SECRET: Final = re.compile(r"pass|secret|token|cred|auth|key|private|peers", re.IGNORECASE)
"""In a name: kube-vip has bgp_peerpass, and passwords in bgp_peers."""
MOST_DEPTH: Final = 100
"""Of objects within each other: a pod has some fifteen."""
APPLIED: Final = "kubectl.kubernetes.io/last-applied-configuration"
"""The annotation in which the whole object stands once more."""
OF_METALLB: Final = "config"
"""The ConfigMap of MetalLB up to 0.12."""
KEPT: Final = {
    "kube-proxy": ("config.conf",),
    "cilium-config": (
        "enable-l2-announcements",
        "enable-lb-ipam",
        "default-lb-service-ipam",
        "k8s-client-qps",
        "l2-announcements-renew-deadline",
        "kube-proxy-replacement",
    ),
    OF_METALLB: ("config",),
}
"""The keys of each ConfigMap that `lint.readers` reads."""
POOLS: Final = re.compile(r"^address-pools:.*\n(?:(?:[ \t#-].*)?\n)*", re.MULTILINE)
"""The part of MetalLB's old configuration that is read; its peers have passwords."""


def of_workload(item: JsonValue, depth: int = MOST_DEPTH) -> JsonValue:
    """A pod, or what makes pods, without values whose names sound of a secret, and without what repeats it.

    ValueError: it is nested deeper than that.
    """
    if not depth:
        raise ValueError("nested too deeply")
    match item:
        case dict():
            kept = ((key, value) for key, value in item.items() if key not in (APPLIED, "managedFields"))
            return {key: of_part(key, value, depth - 1) for key, value in kept}
        case list():
            return [of_workload(each, depth - 1) for each in item]
        case _:
            return item


def of_part(key: str, value: JsonValue, depth: int) -> JsonValue:
    """The value of a key of an object."""
    if key == "env" and isinstance(value, list):
        return [variable(each) for each in value]
    if key in ("args", "command") and isinstance(value, list):
        return arguments(value)
    return of_workload(value, depth)


def variable(entry: JsonValue) -> JsonValue:
    """A variable of an environment."""
    if isinstance(entry, dict) and SECRET.search(text(entry, "name") or ""):
        return {key: value for key, value in entry.items() if key != "value"}
    return entry


def arguments(values: list[JsonValue]) -> list[JsonValue]:
    """Arguments: of `--name=value` the name stays, of `--name value` too."""
    kept: list[JsonValue] = []
    is_named = False
    for value in values:
        name, has_value, _ = value.partition("=") if isinstance(value, str) else ("", "", "")
        is_option = name.startswith("-")
        if is_named and not is_option:
            kept.append("withheld")
        else:
            kept.append(f"{name}=withheld" if has_value and SECRET.search(name) else value)
        is_named = is_option and not has_value and SECRET.search(name) is not None
    return kept


def of_config_map(item: JsonValue) -> JsonValue:
    """A ConfigMap with what is read of it alone."""
    name = text(item, "metadata", "name") or ""
    kept: dict[str, JsonValue] = {}
    for key in KEPT.get(name, ()):
        value = text(item, "data", key)
        if value is not None and name == OF_METALLB:
            pools = POOLS.search(value)
            value = None if pools is None else pools[0]
        if value is not None:
            kept[key] = value
    metadata: JsonValue = {"name": name, "namespace": part(item, "metadata", "namespace")}
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": kept}
