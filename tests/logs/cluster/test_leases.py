"""What client-go says of leases."""

import pytest

from arpwatch_k8s.logs.cluster.leases import LEASE_WORDS, lease_change
from arpwatch_k8s.logs.details.belief import Leadership, Leading

LOCK = "kube-system/plndr-svcs-lock"


@pytest.mark.parametrize(
    ("message", "pairs", "kind", "lease", "node"),
    [
        (f"successfully acquired lease {LOCK}", {}, Leading.GAINED, LOCK, None),
        (f"successfully acquired lease {LOCK}\n", {}, Leading.GAINED, LOCK, None),
        ("Successfully acquired lease", {"lock": LOCK}, Leading.GAINED, LOCK, None),
        (f"failed to renew lease {LOCK}: timed out waiting for the condition", {}, Leading.LOST, LOCK, None),
        (f"failed to renew lease {LOCK}: context deadline exceeded", {}, Leading.LOST, LOCK, None),
        ("Failed to renew lease", {"lock": LOCK, "err": "context deadline exceeded"}, Leading.LOST, LOCK, None),
        ("leaderelection lost", {}, Leading.LOST, "", None),
        ("new leader elected: node2", {}, Leading.SEEN, "", "node2"),
        (
            "New leader elected",
            {"identity": "ingress-nginx-controller-x"},
            Leading.SEEN,
            "",
            "ingress-nginx-controller-x",
        ),
        ("lock is held by node2 and has not yet expired", {}, Leading.SEEN, "", "node2"),
    ],
)
def test_changes_of_leader_are_told(
    message: str, pairs: dict[str, str], kind: Leading, lease: str, node: str | None
) -> None:
    told = lease_change(message, pairs, "kube-vip")
    assert told == Leadership(kind=kind, lease=lease, node=node, program="kube-vip")
    assert any(word in message for word in LEASE_WORDS)


@pytest.mark.parametrize(
    "message",
    [
        f"attempting to acquire leader lease {LOCK}...",
        "Attempting to acquire leader lease...",
        f"error retrieving resource lock {LOCK}: connection refused",
        "Failed to update lock optimitically: x, falling back to slow path",
        "Successfully acquired lease",
        "",
    ],
)
def test_trying_and_failing_to_write_is_no_change(message: str) -> None:
    assert lease_change(message, {}, "kube-vip") is None
