"""Which files are one cluster's."""

from arpwatch_k8s.lint.scopes import scopes
from tests.lint.linting import files_of, linted

POOL = """\
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: NAME, namespace: metallb-system}
spec:
  addresses: [SPAN]
"""
KUBE_VIP = """\
apiVersion: v1
kind: Pod
metadata: {name: kube-vip, namespace: kube-system}
spec:
  containers:
  - image: ghcr.io/kube-vip/kube-vip:v0.8.9
    env: [{name: svc_enable, value: "true"}]
"""


def pool(name: str, span: str) -> str:
    """A pool of MetalLB."""
    return POOL.replace("NAME", name).replace("SPAN", span)


def split(*files: tuple[str, str]) -> dict[str, set[str]]:
    """The names of the files of each cluster."""
    return {scope.name: {file.name for file in scope.files} for scope in scopes(files_of(dict(files)))}


def test_all_that_stands_together_is_one_cluster() -> None:
    assert split(("a/pool.yaml", pool("x", "192.0.2.0/28")), ("b/vip.yaml", KUBE_VIP)) == {
        "": {"a/pool.yaml", "b/vip.yaml"}
    }


def test_folders_below_clusters_are_clusters_and_what_is_beside_them_is_of_each() -> None:
    assert split(
        ("flux/clusters/prod/pool.yaml", pool("prod", "192.0.2.0/28")),
        ("flux/clusters/staging/pool.yaml", pool("staging", "192.0.2.0/28")),
        ("flux/infrastructure/vip.yaml", KUBE_VIP),
    ) == {
        "prod": {"flux/clusters/prod/pool.yaml", "flux/infrastructure/vip.yaml"},
        "staging": {"flux/clusters/staging/pool.yaml", "flux/infrastructure/vip.yaml"},
    }


def test_overlays_of_one_name_are_one_cluster_and_the_base_is_of_each() -> None:
    assert split(
        ("apps/base/vip.yaml", KUBE_VIP),
        ("apps/overlays/x/pool.yaml", pool("p", "192.0.2.0/28")),
        ("apps/overlays/y/pool.yaml", pool("p", "192.0.2.16/28")),
        ("infra/overlays/x/pool.yaml", pool("q", "192.0.2.32/28")),
        ("infra/overlays/y/pool.yaml", pool("q", "192.0.2.48/28")),
    ) == {
        "x": {"apps/base/vip.yaml", "apps/overlays/x/pool.yaml", "infra/overlays/x/pool.yaml"},
        "y": {"apps/base/vip.yaml", "apps/overlays/y/pool.yaml", "infra/overlays/y/pool.yaml"},
    }


def test_one_object_with_two_contents_makes_two_clusters_and_a_third_of_its_kind_is_one_too() -> None:
    found = split(
        ("berlin/pool.yaml", pool("p", "192.0.2.0/28")),
        ("hamburg/pool.yaml", pool("p", "192.0.2.16/28")),
        ("bremen/pool.yaml", pool("other", "192.0.2.0/28")),
        ("vip/kube-vip.yaml", KUBE_VIP),
    )
    assert set(found) == {"berlin", "hamburg", "bremen"}
    assert all("vip/kube-vip.yaml" in files for files in found.values())


def test_one_object_twice_with_the_same_content_is_of_one_cluster() -> None:
    same = pool("p", "192.0.2.0/28")
    assert set(split(("a/pool.yaml", same), ("b/pool.yaml", same))) == {""}


def test_a_pod_of_each_node_with_its_own_address_is_of_one_cluster() -> None:
    other = KUBE_VIP.replace("svc_enable", "cp_enable")
    assert set(split(("n1/kube-vip.yaml", KUBE_VIP), ("n2/kube-vip.yaml", other))) == {""}


def test_pools_of_two_clusters_do_not_overlap() -> None:
    files = {
        "clusters/a/pool.yaml": pool("a", "192.0.2.0/28"),
        "clusters/b/pool.yaml": pool("b", "192.0.2.0/28"),
    }
    assert [each for each in linted(files).faults if each.check.id == "pools-overlap"] == []


def test_what_is_wrong_in_a_shared_file_is_told_once() -> None:
    files = {
        "base/pool.yaml": pool("shared", "192.0.2.64/28"),
        "clusters/a/pool.yaml": pool("a", "192.0.2.0/28"),
        "clusters/b/pool.yaml": pool("b", "192.0.2.0/28"),
    }
    told = [each.fault.sides[0].place.file for each in linted(files).faults]
    assert sorted(told) == sorted(set(told))
    assert "base/pool.yaml" in told


def test_what_is_put_aside_is_not_held_against_what_is_in_use() -> None:
    files = (("apps/vip.yaml", KUBE_VIP), (".archive/pool.yaml", pool("p", "192.0.2.0/28")))
    assert split(*files) == {"": {"apps/vip.yaml"}, ".archive": {".archive/pool.yaml"}}
    assert split(files[1], ("examples/vip.yaml", KUBE_VIP)) == {"": {".archive/pool.yaml", "examples/vip.yaml"}}


def test_an_overlay_that_only_one_cluster_has_is_of_that_cluster() -> None:
    found = split(
        ("cilium/overlays/home/pool.yaml", pool("p", "192.0.2.0/28")),
        ("cilium/overlays/lab/pool.yaml", pool("p", "192.0.2.16/28")),
        ("dns/overlays/home/pool.yaml", pool("q", "192.0.2.32/28")),
    )
    assert found["lab"] == {"cilium/overlays/lab/pool.yaml"}
    assert len(found["home"]) == 2


def test_a_base_that_one_overlay_takes_in_is_of_its_cluster_alone() -> None:
    found = split(
        ("cilium/overlays/home/pool.yaml", pool("p", "192.0.2.0/28")),
        ("cilium/overlays/lab/pool.yaml", pool("p", "192.0.2.16/28")),
        ("dns/base/kustomization.yaml", "resources:\n- pool.yaml\n"),
        ("dns/base/pool.yaml", pool("q", "192.0.2.32/28")),
        ("dns/overlays/home/kustomization.yaml", "resources:\n- ../../base\n"),
        ("web/base/pool.yaml", pool("r", "192.0.2.48/28")),
    )
    assert "dns/base/pool.yaml" in found["home"]
    assert "dns/base/pool.yaml" not in found["lab"]
    assert all("web/base/pool.yaml" in files for files in found.values())


def test_a_program_that_is_there_for_a_first_start_and_for_later_is_of_one_cluster() -> None:
    daemons = KUBE_VIP.replace("kind: Pod", "kind: DaemonSet")
    assert set(split(("ansible/vip.yaml", daemons), ("k8s/vip.yaml", daemons + "    x: 1\n"))) == {""}
