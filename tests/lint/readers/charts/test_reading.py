"""Helm's values, wherever they stand, from text to facts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.lint.linting import facts, faults, undecided

if TYPE_CHECKING:
    pass


RELEASE = """apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: kube-vip, namespace: kube-system}
spec:
  chart:
    spec: {chart: kube-vip, version: 0.9.9}
  values:
    image: {tag: v1.0.4}
    env:
      svc_enable: "false"
"""
APPLICATION = """apiVersion: argoproj.io/v1alpha1
kind: Application
metadata: {name: metallb}
spec:
  source:
    chart: metallb
    targetRevision: 0.13.9
    helm:
      values: |
        # of the cluster
        loadBalancerClass: own
      parameters:
      - {name: speaker.memberlist.enabled, value: "false"}
"""
CHART = """apiVersion: helm.cattle.io/v1
kind: HelmChart
metadata: {name: metallb, namespace: kube-system}
spec:
  chart: metallb
  version: 0.15.2
  valuesContent: |-
    speaker:
      ignoreExcludeLB: true
"""


def test_flux_says_kube_vip() -> None:
    (kube_vip,) = facts({"a/release.yaml": RELEASE}).kube_vip
    enabled = kube_vip.setting("svc_enable")
    assert (enabled.is_on, str(enabled.place), str(kube_vip.version)) == (False, "a/release.yaml:10", "1.0.4")


def test_the_chart_announces_services_unless_it_is_told_otherwise() -> None:
    (kube_vip,) = facts({"a.yaml": RELEASE.replace("svc_enable", "cp_enable")}).kube_vip
    assert (kube_vip.setting("svc_enable").is_on, kube_vip.setting("vip_arp").is_on) == (True, True)
    both = {"a.yaml": RELEASE.replace('svc_enable: "false"', "cp_enable: true"), "b.yaml": CHART}
    assert faults(both, "two-service-controllers") == [["a.yaml:1", "b.yaml:1"]]
    assert faults(both | {"a.yaml": RELEASE}, "two-service-controllers") == []


def test_values_from_elsewhere_leave_it_open() -> None:
    text = RELEASE.partition("  values:")[0] + "  valuesFrom: [{kind: ConfigMap, name: m}]\n"
    assert undecided({"a.yaml": text, "b.yaml": CHART}, "two-service-controllers") == [
        "whether MetalLB and kube-vip take the same Services: svc_enable may come from the ConfigMap m (valuesFrom), "
        "which was not read"
    ]


def test_what_flux_fills_in_is_not_known() -> None:
    (kube_vip,) = facts({"a.yaml": RELEASE.replace('"false"', '"${SERVICES}"')}).kube_vip
    assert kube_vip.setting("svc_enable").is_on is None


def test_argo_says_metallb_with_the_lines_of_a_text_within() -> None:
    (metallb,) = facts({"app.yaml": APPLICATION}).metallb
    found = metallb.load_balancer_class
    assert (found.text, str(found.place), str(metallb.version)) == ("own", "app.yaml:11", "0.13.9")
    assert (metallb.memberlist.is_on, str(metallb.memberlist.place)) == (False, "app.yaml:13")
    assert faults({"app.yaml": APPLICATION}, "metallb-old") == [["app.yaml:7"]]


def test_argos_files_of_values_leave_what_is_not_set_open() -> None:
    text = APPLICATION.partition("      values:")[0] + "      valueFiles: [prod.yaml]\n"
    (metallb,) = facts({"app.yaml": text}).metallb
    assert metallb.load_balancer_class.said == (
        "loadBalancerClass may come from prod.yaml (valueFiles), which is not followed"
    )


def test_k3s_says_metallb_and_what_is_added_to_it() -> None:
    added = CHART.replace("HelmChart\n", "HelmChartConfig\n").partition("  chart:")[0]
    added += "  valuesContent: |-\n    loadBalancerClass: own\n"
    (metallb,) = facts({"c.yaml": CHART, "d.yaml": added}).metallb
    assert (metallb.ignore_exclude_lb.is_on, str(metallb.ignore_exclude_lb.place)) == (True, "c.yaml:9")
    assert (metallb.load_balancer_class.text, str(metallb.load_balancer_class.place)) == ("own", "d.yaml:6")
    assert str(metallb.version) == "0.15.2"


@pytest.mark.parametrize(
    ("name", "text", "kinds"),
    [
        ("values.yaml", "speaker: {memberlist: {enabled: false}}\n", ["metallb"]),
        ("metallb/values.yaml", "controller: {logLevel: warn}\n", ["metallb"]),
        ("other/values.yaml", "controller: {replicaCount: 2}\n", []),
        ("kube-vip-values.yaml", "config: {address: 192.0.2.1}\n", ["kube_vip"]),
        ("values-prod.yaml", "env: {svc_enable: true}\n", ["kube_vip"]),
        ("values.yaml", "env: {LOG: debug}\n", []),
        ("values.yaml", "l2announcements: {enabled: true}\nk8sClientRateLimit: {qps: 50}\n", ["cilium"]),
        ("metallb/pool.yaml", "controller: {logLevel: warn}\n", []),
    ],
)
def test_a_file_of_values_is_told_by_its_values_and_its_name(name: str, text: str, kinds: list[str]) -> None:
    found = facts({name: text})
    assert [kind for kind in ("metallb", "kube_vip", "cilium") if getattr(found, kind)] == kinds


def test_a_chart_of_its_own_is_not_a_release() -> None:
    texts = {"charts/metallb/Chart.yaml": "name: metallb\n", "charts/metallb/values.yaml": "speaker: {frr: {}}\n"}
    assert facts(texts).metallb == ()


def test_a_chart_that_depends_on_it_is_one() -> None:
    texts = {
        "x/Chart.yaml": "name: x\ndependencies:\n- {name: metallb, version: 0.14.9, condition: metallb.enabled}\n",
        "x/values.yaml": "metallb:\n  loadBalancerClass: own\n",
    }
    (metallb,) = facts(texts).metallb
    assert (str(metallb.version), str(metallb.load_balancer_class.place)) == ("0.14.9", "x/values.yaml:2")
    assert facts(texts | {"x/values.yaml": "metallb: {enabled: false}\n"}).metallb == ()


def test_files_of_values_that_differ_leave_it_open() -> None:
    texts = {"values-a.yaml": "env: {svc_enable: true}\n", "values-b.yaml": "env: {svc_enable: false}\n"}
    (kube_vip,) = facts(texts).kube_vip
    assert kube_vip.setting("svc_enable").said == ("svc_enable is not the same in the 2 files of values for kube-vip")


def test_cilium_says_what_its_values_say() -> None:
    text = "l2announcements:\n  enabled: true\n  leaseRenewDeadline: 5s\nimage: {tag: v1.16.1}\n"
    (cilium,) = facts({"values.yaml": text}).cilium
    assert (cilium.l2_announcements.is_on, cilium.qps, str(cilium.version)) == (True, None, "1.16.1")
    assert cilium.renew_deadline_s is not None
    assert str(cilium.renew_deadline_s.place) == "values.yaml:3"


KUSTOMIZATION = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"


def test_values_that_kustomize_makes_a_configmap_of_are_followed() -> None:
    release = RELEASE.partition("  values:")[0] + "  valuesFrom: [{kind: ConfigMap, name: c}]\n"
    kustomization = KUSTOMIZATION + "configMapGenerator:\n- {name: c, files: [values.yaml=./more/helm.yaml]}\n"
    texts = {
        "a/release.yaml": release,
        "a/kustomization.yaml": kustomization,
        "a/more/helm.yaml": "env:\n  svc_enable: false\n",
    }
    (kube_vip,) = facts(texts).kube_vip
    assert str(kube_vip.setting("svc_enable").place) == "a/more/helm.yaml:2"
    (kube_vip,) = facts(texts | {"a/kustomization.yaml": KUSTOMIZATION}).kube_vip
    assert kube_vip.setting("svc_enable").is_on is None


def test_values_in_a_configmap_are_followed() -> None:
    release = RELEASE.partition("  values:")[0] + "  valuesFrom: [{kind: ConfigMap, name: c}]\n"
    config = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  values.yaml: |\n    env:\n"
    (kube_vip,) = facts({"r.yaml": release, "c.yaml": config + "      svc_enable: false\n"}).kube_vip
    assert str(kube_vip.setting("svc_enable").place) == "c.yaml:7"


def test_a_chart_that_kustomize_renders_is_a_release() -> None:
    text = KUSTOMIZATION + "helmCharts:\n- name: metallb\n  version: 0.14.9\n  valuesFile: values.yaml\n"
    (metallb,) = facts({"k/kustomization.yaml": text, "k/values.yaml": "loadBalancerClass: own\n"}).metallb
    assert (str(metallb.version), str(metallb.load_balancer_class.place)) == ("0.14.9", "k/values.yaml:1")


def test_helmfile_says_releases_with_files_and_values_within() -> None:
    text = (
        "releases:\n- name: m\n  chart: metallb/metallb\n  version: 0.14.8\n  values:\n  - ./m/values.yaml\n"
        "  - speaker: {ignoreExcludeLB: true}\n- {name: k, chart: kube-vip/kube-vip, installed: false}\n"
    )
    found = facts({"x/helmfile.yaml": text, "x/m/values.yaml": "loadBalancerClass: own\n"})
    (metallb,) = found.metallb
    assert (str(metallb.version), str(metallb.load_balancer_class.place)) == ("0.14.8", "x/m/values.yaml:1")
    assert str(metallb.ignore_exclude_lb.place) == "x/helmfile.yaml:7"
    assert found.kube_vip == ()
    (metallb,) = facts({"x/helmfile.yaml": text}).metallb
    assert metallb.load_balancer_class.said == "loadBalancerClass may come from ./m/values.yaml, which was not read"
