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


KS = """\
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: NAME, namespace: flux-system}
spec: {path: ./apps/NAME/app}
"""


def tree(*listed: str) -> dict[str, str]:
    """A tree of Flux's with two apps, of which some are listed."""
    lines = "".join(f"- ./{each}/ks.yaml\n" for each in listed)
    return {
        "k/apps/kustomization.yaml": f"kind: Kustomization\nresources:\n- ns.yaml\n{lines}",
        "k/apps/metallb/ks.yaml": KS.replace("NAME", "metallb"),
        "k/apps/metallb/app/kustomization.yaml": "resources:\n- lan.yaml\n",
        "k/apps/metallb/app/lan.yaml": PATCH,
        "k/apps/web/ks.yaml": KS.replace("NAME", "web"),
    }


def test_an_app_of_flux_that_no_kustomization_lists_any_more_is_not_applied() -> None:
    found = linted(tree("web"))
    assert found.faults == ()
    (doubt,) = [each for each in found.doubts if each[0].endswith("lan.yaml")]
    assert "k/apps/metallb/ks.yaml alone, which no kustomization lists" in doubt[2]
    assert len(linted(tree("web", "metallb")).faults) == 1


def test_where_no_app_is_listed_all_may_be_applied_by_hand() -> None:
    assert len(linted(tree()).faults) == 1


def test_a_folder_that_another_one_applies_is_in_use() -> None:
    other = KS.replace("NAME", "metallb")
    texts = tree("web") | {"k/apps/web/ks.yaml": KS.replace("NAME", "web") + "---\n" + other}
    assert len(linted(texts).faults) == 1


def test_a_folder_that_is_listed_lists_its_files_itself() -> None:
    texts = tree("web") | {"k/kustomization.yaml": "resources:\n- apps\n"}
    assert linted(texts).faults == ()


def test_below_no_kustomization_all_files_are_applied() -> None:
    texts = {name: text for name, text in tree("web").items() if name != "k/apps/kustomization.yaml"}
    assert len(linted(texts).faults) == 1
