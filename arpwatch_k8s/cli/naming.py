"""Names that the user gives: of nodes, by files, from the cluster."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from arpwatch_k8s.errors import InputError

if TYPE_CHECKING:
    from arpwatch_k8s.inventory import Known


def asked(kubeconfig: str | None) -> str | None:
    """What kubectl says of nodes and Services, by a file of its settings: to be asked while this is still who called,
    and read afterwards. KubectlError: it is not there, or says nothing."""
    if kubeconfig is None:
        return None
    from arpwatch_k8s.collect.names import nodes_and_services

    return nodes_and_services(kubeconfig)


def known(nodes: list[str] | None, inventories: list[str] | None) -> Known:
    """Those of options and of files. UsageError, InputError: one of them is none."""
    from arpwatch_k8s.inventory import Known, parse_node
    from arpwatch_k8s.inventory.files import read_names

    given = Known(nodes=tuple(parse_node(text) for text in nodes or ()))
    return sum((read_names(path) for path in inventories or ()), given)


def over(given: Known, cluster: str | None) -> Known:
    """Those that are given, and beside them those that kubectl says, over which the given ones win.

    InputError: there is none in what it says.
    """
    if cluster is None:
        return given
    from arpwatch_k8s.inventory.files import parse_names

    try:
        listed = parse_names(cluster)
        if not listed.nodes and not listed.services:
            raise ValueError("neither a node nor a Service is in it")
    except ValueError as error:
        raise InputError(f"--kubeconfig: what kubectl says: {error}", fix="Give names with --inventory.") from error
    return replace(given, nodes=given.nodes + listed.nodes, services=listed.services | given.services)
