"""Patches and templates are left, and told where they touch what is read."""

from tests.lint.linting import linted

PATCH = """\
apiVersion: metallb.io/v1beta1
kind: IPAddressPool
metadata: {name: lan}
spec:
  addresses: [192.0.2.0/28]
"""


def test_a_file_that_is_a_patch_is_not_taken_for_an_object() -> None:
    for listed in ("patches:\n- path: p/lan.yaml\n", "patchesStrategicMerge:\n- p/lan.yaml\n"):
        found = linted({"app/kustomization.yaml": f"kind: Kustomization\n{listed}", "app/p/lan.yaml": PATCH})
        assert found.faults == ()
        (doubt,) = found.doubts
        assert doubt[:2] == ("app/p/lan.yaml", 1)
        assert "IPAddressPool" in doubt[2]


def test_the_same_file_that_no_kustomization_calls_a_patch_is_an_object() -> None:
    found = linted(
        {"app/kustomization.yaml": "kind: Kustomization\nresources:\n- p/lan.yaml\n", "app/p/lan.yaml": PATCH}
    )
    assert [each.check.id for each in found.faults] == ["pool-without-advertisement"]


def test_a_patch_within_a_kustomization_is_told_where_it_touches_what_is_read() -> None:
    inline = "patches:\n- target: {kind: Service}\n  patch: |\n    - {op: remove, path: /spec/loadBalancerClass}\n"
    (doubt,) = linted({"kustomization.yaml": inline}).doubts
    assert doubt[:2] == ("kustomization.yaml", 2)
    for other in (inline.replace("Service", "Ingress"), inline.replace("loadBalancerClass", "ports")):
        assert linted({"kustomization.yaml": other}).doubts == ()


def test_templates_of_a_chart_and_of_ansible_are_not_read_and_told() -> None:
    for name in ("chart/templates/pool.yaml", "roles/metallb/pool.yml.j2"):
        found = linted({"chart/Chart.yaml": "name: x\n", name: "---\n" + PATCH})
        assert found.faults == ()
        (doubt,) = found.doubts
        assert doubt[0] == name
    assert len(linted({"chart/templates/pool.yaml": PATCH}).faults) == 1


def test_a_page_for_people_is_not_read() -> None:
    found = linted({"README.md": "---\n" + PATCH})
    assert (found.faults, found.doubts) == ((), ())


def test_a_file_that_the_kustomization_beside_it_does_not_list_is_not_applied() -> None:
    beside = {"app/kustomization.yaml": "resources:\n- other.yaml\n", "app/lan.yaml": PATCH}
    found = linted(beside)
    assert found.faults == ()
    assert [doubt[0] for doubt in found.doubts] == ["app/lan.yaml"]
    assert len(linted(beside | {"app/kustomization.yaml": "resources:\n- ./lan.yaml\n"}).faults) == 1
    assert len(linted(beside | {"kustomization.yaml": "resources:\n- app/lan.yaml\n"}).faults) == 1
