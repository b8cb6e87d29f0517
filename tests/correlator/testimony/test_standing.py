"""What objects of the cluster say that stands without a time."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from arpwatch_k8s.correlator.testimony.cluster import believed
from arpwatch_k8s.correlator.testimony.standing import together
from arpwatch_k8s.correlator.testimony.writers import Writers
from arpwatch_k8s.evidence.reference import LineRef
from arpwatch_k8s.inventory import Inventory
from tests.correlator.testimony.told import SVCS, VIP, adding, lease, logs, objects, service, status

NOBODY = Inventory((), {})
LEASES = ["NAMESPACE     NAME              HOLDER   AGE", "web           kubevip-ingress   node2    3d"]
STATUSES = [
    "NAMESPACE        NAME       ALLOCATED NODE   SERVICE NAME   SERVICE NAMESPACE",
    "metallb-system   l2-abcde   node1            ingress        web",
    "metallb-system   l2-fghij   node2            ingress        web",
]


def held(folder: Path, files: Mapping[str, Sequence[str]]) -> list[tuple[str, str, str, str, str | None, LineRef]]:
    found = believed(logs(folder, files), NOBODY, None).held
    return [(item.vip, item.program, item.voice, item.node, item.lease, item.said) for item in found]


def test_tables_of_leases_and_statuses_say_who_holds_an_address(tmp_path: Path) -> None:
    files = {"svc.json": objects(service()), "leases.txt": LEASES, "statuses.txt": STATUSES}
    assert held(tmp_path, files) == [
        (VIP, "kube-vip", "lease", "node2", "web/kubevip-ingress", LineRef(1, 2)),
        (VIP, "metallb", "object", "node1", None, LineRef(2, 2)),
        (VIP, "metallb", "object", "node2", None, LineRef(2, 3)),
    ]


def test_a_lease_that_was_never_renewed_is_held_without_a_time(tmp_path: Path) -> None:
    files = {"a.log": [adding(1)], "leases.json": objects(lease("node2", None, None))}
    assert held(tmp_path, files) == [(VIP, "kube-vip", "lease", "node2", SVCS, LineRef(1, 1))]


def test_a_lease_for_addresses_that_nothing_tells_is_on_none(tmp_path: Path) -> None:
    assert held(tmp_path, {"leases.txt": LEASES}) == []


def watched(change: str, item: object) -> str:
    return json.dumps({"type": change, "object": item})


def test_an_object_that_is_deleted_before_the_next_one_was_never_there_with_it(tmp_path: Path) -> None:
    first, second = status("node1", 1), status("node2", 10)
    clean = [watched("ADDED", first), watched("DELETED", first), watched("ADDED", second)]
    split = [watched("ADDED", first), watched("ADDED", second), watched("DELETED", first)]
    for lines, pairs in ((clean, set()), (split, {("web/ingress", frozenset(("node1", "node2")))})):
        read = logs(tmp_path, {"w.json": lines})
        assert together(read, Writers(read, NOBODY)) == pairs
