"""A real kubectl, and an API server of ours: the whole way from a cluster to what is said of it."""

import json
import stat
from pathlib import Path

import pytest

from tests.cli.command import Done, run, run_installed
from tests.collect.api_server import ROLE, Asked, Cluster, allows, served
from tests.collect.clusters import PASSWORD, two_controllers

pytestmark = pytest.mark.kubectl
OWN = Asked("get", "", "namespaces", None)
"""What kubectl itself asks where an object is not found, and can do without: whether its namespace is there."""


@pytest.fixture(autouse=True)
def kubectls_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What kubectl keeps of a cluster stays in the test's folder."""
    monkeypatch.setenv("KUBECACHEDIR", str(tmp_path / "cache"))


def collect(cluster: Cluster, folder: Path, *options: str) -> Done:
    """Collect from a cluster into `case`."""
    with served(cluster, folder) as kubeconfig:
        return run("collect", "-o", str(folder / "case"), "--kubeconfig", str(kubeconfig), "--no-analyze", *options)


def test_two_controllers_of_a_cluster_are_found_by_lint_and_by_the_analysis(tmp_path: Path) -> None:
    with served(two_controllers(), tmp_path) as kubeconfig:
        done = run_installed("collect", "-o", str(tmp_path / "case"), "--kubeconfig", str(kubeconfig))
    assert done.returncode == 0, done.stderr
    fetched, linted, analyzed = done.stdout.split("$ arpwatch-k8s ")
    assert "13 files" in fetched
    assert "Not fetched" not in fetched
    assert "CRITICAL  two-service-controllers" in linted
    assert "ROOT CAUSE: two-controllers" in analyzed
    # whose a speaker's lines are, only the name of its file says
    assert "MetalLB on node2 says that it holds 192.0.2.80" in analyzed
    assert "kube-vip on node1 says that it holds 192.0.2.80" in analyzed


def test_what_comes_while_it_watches_is_in_the_case(tmp_path: Path) -> None:
    assert collect(two_controllers(), tmp_path).returncode == 0
    lines = (tmp_path / "case" / "services-watch.ndjson").read_text().splitlines()
    assert [json.loads(line)["type"] for line in lines] == ["ADDED", "ADDED", *["MODIFIED"] * 4]
    times = [str(json.loads(line)["object"]["metadata"].get("managedFields")) for line in lines[2:]]
    assert ["2026-11-25T14:18:2" in each for each in times] == [True] * 4


def test_nothing_of_it_is_secret_and_nobody_else_can_read_it(tmp_path: Path) -> None:
    cluster = two_controllers()
    assert collect(cluster, tmp_path).returncode == 0
    paths = sorted((tmp_path / "case").rglob("*"))
    assert [path.name for path in paths if PASSWORD in (path.read_text() if path.is_file() else "")] == []
    assert {stat.S_IMODE(path.stat().st_mode) for path in paths if path.is_file()} == {0o600}
    assert "bgp_peerpass" in (tmp_path / "case/cluster/pods.json").read_text()
    assert [one for one in cluster.asked if "secret" in one.resource] == []


def test_the_role_allows_all_that_is_asked_and_nothing_else(tmp_path: Path) -> None:
    cluster = two_controllers()
    cluster.kinds |= {"ciliuml2announcementpolicies": "cilium.io/v2alpha1", "ciliumloadbalancerippools": "cilium.io/v2"}
    controller = {"name": "controller", "image": "quay.io/metallb/controller:v0.14.8"}
    owner = {"kind": "ReplicaSet", "name": "controller-5d"}
    cluster.objects["pods"].append(
        {
            "metadata": {
                "name": "controller-5d-x",
                "namespace": "metallb-system",
                "labels": {"pod-template-hash": "5d"},
                "ownerReferences": [owner],
            },
            "spec": {"nodeName": "node2", "containers": [controller]},
        }
    )
    cluster.logs["controller-5d-x"] = cluster.logs["speaker-7x2kq"]
    done = collect(cluster, tmp_path)
    assert done.returncode == 0, done.stdout
    asked = {one for one in cluster.asked if one._replace(name=None) != OWN}
    assert [one for one in asked if not any(allows(rule, one) for rule in ROLE["rules"])] == []
    granted = {
        (verb, group, resource, name)
        for rule in ROLE["rules"]
        for verb in rule["verbs"]
        for group in rule["apiGroups"]
        for resource in rule["resources"]
        for name in rule.get("resourceNames", [None])
    }
    used = {(*one[:3], one.name if one.resource == "configmaps" else None) for one in asked}
    assert used == granted


def test_what_the_role_of_a_user_lacks_is_named_and_the_rest_is_fetched(tmp_path: Path) -> None:
    cluster = two_controllers()
    cluster.rules = [rule for rule in ROLE["rules"] if rule["resources"] not in (["leases"], ["pods/log"])]
    done = collect(cluster, tmp_path)
    assert done.returncode == 4
    said = " ".join(done.stdout.split())
    assert "leases.json, leases-after.json: forbidden: ask for list on leases.coordination.k8s.io" in said
    assert "kube-vip-node1.log, metallb-speaker-node2.log: forbidden: ask for get on pods/log" in said
    assert (tmp_path / "case" / "services.json").exists()
    assert not (tmp_path / "case" / "leases.json").exists()


def test_a_cluster_that_is_not_there_is_told_in_two_lines_and_leaves_no_folder(tmp_path: Path) -> None:
    with served(Cluster(), tmp_path) as kubeconfig:
        pass
    done = run("collect", "-o", str(tmp_path / "case"), "--kubeconfig", str(kubeconfig))
    assert done.returncode == 3
    first, second = done.stderr.splitlines()
    assert first.startswith("arpwatch-k8s: kubectl does not reach the cluster: The connection to the server 127.0.0.1:")
    assert second == "  Try it by itself: kubectl get nodes, with the same --context and --kubeconfig."
    assert not (tmp_path / "case").exists()


def test_a_context_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = collect(Cluster(), tmp_path, "--context", "elsewhere")
    assert done.returncode == 3
    assert 'context "elsewhere" does not exist' in done.stderr
