"""Files of names: TOML, `kubectl get nodes,svc -o json`, `ip -json neigh`, told apart by what is in them.

[nodes]
node1 = "52:54:00:12:34:56"
node2 = ["52:54:00:12:34:57", "192.0.2.22"]

[services]
"ingress/nginx" = "192.0.2.80"
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory.given import Given, Known, canonical, named

FORMS = "TOML with [nodes], the output of kubectl get nodes,svc -o json, or that of ip -json neigh"
MOST_BYTES: Final = 64 << 20
"""Of a file of names: that of kubectl has some kilobytes a node."""
DEEPEST: Final = 16
"""Dots and brackets of a line, outside of quotes: tables of names need one or two."""
QUOTED: Final = re.compile(r'"[^"\n]*"|\'[^\'\n]*\'')
NODE_ADDRESSES = frozenset({"InternalIP", "ExternalIP"})


def read_names(path: str) -> Known:
    """The names that a file holds. InputError: it cannot be read, or is of no known form."""
    try:
        with Path(path).open("rb") as stream:
            text = stream.read(MOST_BYTES + 1).decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not text"
        raise InputError(f"{path}: cannot be read: {reason}", fix=f"Name a file of {FORMS}.") from error
    if len(text) > MOST_BYTES:
        raise InputError(f"{path}: larger than {MOST_BYTES >> 20} MiB", fix=f"Name a file of {FORMS}.")
    try:
        return parse_names(text)
    except ValueError as error:
        raise InputError(f"{path}: {error}", fix=f"Expected: {FORMS}.") from error


def parse_names(text: str) -> Known:
    """The names in a text; ValueError says where it is of no known form."""
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        if text.lstrip().startswith("{"):
            raise ValueError(f"no JSON at line {error.lineno}, column {error.colno}: {error.msg}") from error
        return from_toml(loaded_toml(text))
    except RecursionError as error:
        raise ValueError("JSON that is nested too deeply") from error
    if isinstance(document, list):
        return from_neighbors(document)
    if isinstance(document, dict) and "kind" in document:
        try:
            return from_kubectl(document)
        except (AttributeError, TypeError) as error:
            raise ValueError("objects of Kubernetes, but not as kubectl writes them") from error
    raise ValueError("JSON, but neither objects of Kubernetes nor a neighbor table")


def loaded_toml(text: str) -> dict[str, Any]:
    """A document of TOML. ValueError: it is none, or deeper than tables of names are, which takes time and memory
    beyond its size."""
    for number, line in enumerate(QUOTED.sub("", text).splitlines(), 1):
        if line.count(".") > DEEPEST or line.count("[") > DEEPEST or line.count("{") > DEEPEST:
            raise ValueError(f"TOML that is nested too deeply, at line {number}")
    try:
        return tomllib.loads(text)
    except RecursionError as error:
        raise ValueError("TOML that is nested too deeply") from error


def from_toml(document: dict[str, Any]) -> Known:
    """Tables `nodes` and `services`: a name with one address or several."""
    unknown = sorted(set(document) - {"nodes", "services"})
    if unknown:
        raise ValueError(f"[{unknown[0]}] is no table of names")
    nodes = tuple(given("nodes", name, value) for name, value in pairs(document, "nodes"))
    services = {address("services", name, value): name for name, value in pairs(document, "services")}
    return Known(nodes=nodes, services=services)


def pairs(document: dict[str, Any], table: str) -> Iterable[tuple[str, str]]:
    """Names and values of a table, each value by itself."""
    entries = document.get(table, {})
    if not isinstance(entries, dict):
        raise ValueError(f"{table} is no table")
    for name, values in entries.items():
        for value in values if isinstance(values, list) else [values]:
            if not isinstance(value, str):
                raise ValueError(f"{table}.{name}: {value!r} is no text")
            yield name, value


def given(table: str, name: str, value: str) -> Given:
    """A node's name and value; ValueError says which entry is wrong."""
    try:
        return named(name, value)
    except ValueError as error:
        raise ValueError(f"{table}.{name}: {value!r} is neither a MAC nor an address") from error


def address(table: str, name: str, value: str) -> str:
    """A service's address; ValueError says which entry is wrong."""
    try:
        return canonical(value)
    except ValueError as error:
        raise ValueError(f"{table}.{name}: {value!r} is no address") from error


def from_kubectl(document: dict[str, Any]) -> Known:
    """Nodes by their addresses, services by those that their load balancer has; other kinds are left aside."""
    items = document.get("items", []) if str(document["kind"]).endswith("List") else [document]
    nodes: list[Given] = []
    services: dict[str, str] = {}
    for item in items:
        meta, status, spec = (item.get(part) or {} for part in ("metadata", "status", "spec"))
        name = str(meta.get("name", ""))
        if item.get("kind") == "Node":
            nodes += [
                given("status.addresses of node", name, str(entry.get("address")))
                for entry in status.get("addresses") or ()
                if entry.get("type") in NODE_ADDRESSES
            ]
        elif item.get("kind") == "Service":
            full = f"{meta.get('namespace', 'default')}/{name}"
            ingress = (status.get("loadBalancer") or {}).get("ingress") or ()
            addresses = [entry.get("ip") for entry in ingress] + [
                spec.get("loadBalancerIP"),
                *(spec.get("externalIPs") or ()),
            ]
            services |= {address("addresses of service", full, ip): full for ip in addresses if ip}
    if not nodes and not services:
        raise ValueError("objects of Kubernetes, but neither a Node nor a Service with an address among them")
    return Known(nodes=tuple(nodes), services=services)


def from_neighbors(entries: list[Any]) -> Known:
    """Entries of a neighbor table that have a MAC."""
    neighbors = []
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, dict) or "dst" not in entry:
            raise ValueError(f"entry {number} of the JSON array is no neighbor")
        if "lladdr" in entry:
            try:
                neighbors.append((canonical(str(entry["dst"])), parse_mac(str(entry["lladdr"]))))
            except ValueError as error:
                raise ValueError(f"neighbor {number}: {error}") from error
    return Known(neighbors=tuple(neighbors))
