"""Nodes and Services as the cluster has them now, for names: `kubectl get nodes,services -A -o json`."""

from __future__ import annotations

from arpwatch_k8s.collect.kubectl import LISTING_S, KubectlError, found
from arpwatch_k8s.collect.refusals import refusal
from arpwatch_k8s.inventory.files import MOST_BYTES

OTHERWISE = (
    "Have them listed where there is one, kubectl get nodes,services -A -o json >names.json: --inventory names.json"
)
ASK = "list on nodes and services"


def nodes_and_services(kubeconfig: str) -> str:
    """What kubectl says of them, by a file of its settings: JSON. KubectlError: it is not there, or says nothing."""
    kubectl = found(kubeconfig=kubeconfig, context=None, otherwise=OTHERWISE)
    said, ended = kubectl.text(["get", "nodes,services", "-A", "-o", "json"], most_bytes=MOST_BYTES)
    if ended.is_answer:
        return said
    why = refusal(ended, limit_s=LISTING_S, most_bytes=MOST_BYTES, ask=ASK).words
    raise KubectlError(f"--kubeconfig {kubeconfig}: no names from the cluster: {why}", fix=OTHERWISE)
