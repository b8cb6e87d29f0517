"""kube-proxy's configuration, from texts to facts."""

from __future__ import annotations

from arpwatch_k8s.lint.linting import facts_of
from arpwatch_k8s.lint.scopes import scopes
from tests.lint.linting import files_of

LIST = r"""apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: other}
  data: {config.conf: "kind: KubeProxyConfiguration"}
- apiVersion: v1
  kind: ConfigMap
  metadata: {name: kube-proxy, namespace: kube-system}
  data:
    config.conf: |
      apiVersion: kubeproxy.config.k8s.io/v1alpha1
      kind: KubeProxyConfiguration
      ipvs:
        strictARP: true
      mode: "ipvs"
"""


def test_the_configmap_of_a_listing_has_the_lines_of_the_file() -> None:
    (scope,) = scopes(files_of({"cm.yaml": LIST}))
    (proxy,) = facts_of(scope)[0].kube_proxy
    assert (proxy.mode.text, str(proxy.mode.place)) == ("ipvs", "cm.yaml:17")
    assert (proxy.strict_arp.is_on, str(proxy.strict_arp.place)) == (True, "cm.yaml:16")


def test_what_is_not_set_is_as_kube_proxy_has_it() -> None:
    text = "apiVersion: kubeproxy.config.k8s.io/v1alpha1\nkind: KubeProxyConfiguration\n"
    (scope,) = scopes(files_of({"p.yaml": text}))
    (proxy,) = facts_of(scope)[0].kube_proxy
    assert (proxy.mode.text, proxy.strict_arp.is_on, proxy.is_refused) == ("", False, False)


def test_the_clusters_version_is_that_of_kubectl_version_and_not_kubectls_own() -> None:
    said = '{"clientVersion": {"gitVersion": "v1.20.2"}, "serverVersion": {"gitVersion": "v1.31.4+k3s1"}}'
    (scope,) = scopes(files_of({"version.json": said, "client.json": '{"clientVersion": {"gitVersion": "v1.20.2"}}'}))
    facts, reads = facts_of(scope)[:2]
    assert [(each.text, str(each.place)) for each in facts.kubernetes] == [("v1.31.4+k3s1", "version.json:1")]
    assert reads == {"version.json": "the cluster's version"}
