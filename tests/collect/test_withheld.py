"""What may be secret is not written, and what is read is."""

import json
import re

import pytest

from arpwatch_k8s.collect.withheld import KEPT, of_config_map, of_workload
from arpwatch_k8s.lint.linting import facts_of
from arpwatch_k8s.lint.scopes import scopes
from arpwatch_k8s.wording.value import JsonValue
from tests.collect.clusters import KUBE_VIP, PASSWORD, SPEAKER
from tests.lint.linting import files_of

PEERS = f"""peers:
- peer-address: 192.0.2.1
  password: {PASSWORD}
address-pools:
# the only one
- name: pool
  protocol: layer2

  addresses:
  - 192.0.2.80/28
bgp-communities:
  secret: {PASSWORD}
"""


def test_values_of_variables_stay_unless_their_names_sound_of_a_secret() -> None:
    assert of_workload({"spec": {"containers": [SPEAKER]}}) == {
        "spec": {
            "containers": [
                {
                    **SPEAKER,
                    "env": [
                        *SPEAKER["env"][:3],
                        {"name": "HTTP_PROXY_PASSWORD"},
                    ],
                }
            ]
        }
    }


def test_arguments_that_sound_of_a_secret_keep_their_names() -> None:
    given: JsonValue = {"args": ["manager", "--peerPass", "x", "--arp", "--token=x", "--key", "--log", "4", 5]}
    assert of_workload(given) == {
        "args": ["manager", "--peerPass", "withheld", "--arp", "--token=withheld", "--key", "--log", "4", 5]
    }


def test_what_repeats_the_whole_object_goes() -> None:
    annotations = {"kubectl.kubernetes.io/last-applied-configuration": PASSWORD, "a": "b"}
    assert of_workload({"metadata": {"annotations": annotations, "managedFields": []}}) == {
        "metadata": {"annotations": {"a": "b"}}
    }


def test_what_is_no_pod_at_all_is_handed_through() -> None:
    odd: JsonValue = {"env": "x", "args": None, "list": [1, [2]], "spec": {"env": [3, {"name": 4, "value": 5}]}}
    assert of_workload(odd) == odd


def test_what_is_nested_too_deeply_is_refused() -> None:
    deep: JsonValue = "x"
    for _ in range(200):
        deep = [deep]
    with pytest.raises(ValueError, match="nested too deeply"):
        of_workload(deep)


def test_of_a_configmap_only_what_is_read_stays() -> None:
    item: JsonValue = {
        "metadata": {"name": "cilium-config", "namespace": "kube-system", "annotations": {"a": PASSWORD}},
        "data": {"enable-l2-announcements": "true", "hubble-tls-key": PASSWORD},
        "binaryData": {"x": PASSWORD},
    }
    assert of_config_map(item) == {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {"name": "cilium-config", "namespace": "kube-system"},
        "data": {"enable-l2-announcements": "true"},
    }


def test_of_metallbs_old_configuration_the_pools_stay_and_are_read() -> None:
    kept = of_config_map({"metadata": {"name": "config", "namespace": "metallb-system"}, "data": {"config": PEERS}})
    text = json.dumps({"kind": "List", "apiVersion": "v1", "items": [kept]})
    assert PASSWORD not in text
    (scope,) = scopes(files_of({"config.json": text}))
    (metallb,) = facts_of(scope)[0].metallb
    assert [str(span.first) for pool in metallb.pools for span in pool.spans] == ["192.0.2.80"]


def test_a_configuration_in_another_form_is_not_guessed_at() -> None:
    item: JsonValue = {"metadata": {"name": "config"}, "data": {"config": f"{{peers: [{{password: {PASSWORD}}}]}}"}}
    assert PASSWORD not in json.dumps(of_config_map(item))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("cilium-config", {**dict.fromkeys(KEPT["cilium-config"], "5"), "more": "6"}),
        ("kube-proxy", {"config.conf": "apiVersion: v1\nkind: KubeProxyConfiguration\nmode: ipvs\n", "more": "6"}),
    ],
)
def test_readers_read_of_what_stays_all_that_they_read_of_the_whole(name: str, data: dict[str, JsonValue]) -> None:
    whole: JsonValue = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name}, "data": data}
    facts = [facts_in(whole), facts_in(of_config_map(whole))]
    assert facts[0] == facts[1]
    assert "value='5'" in facts[0] or "value='ipvs'" in facts[0]


def facts_in(item: JsonValue) -> str:
    """What is read of an object, without the lines that it stands on."""
    text = json.dumps({"kind": "List", "apiVersion": "v1", "items": [item]})
    (scope,) = scopes(files_of({"x.json": text}))
    return re.sub(r"line=\d+", "", str(facts_of(scope)[0]))


def test_the_kube_vip_that_is_written_is_the_one_that_runs() -> None:
    assert PASSWORD not in json.dumps(of_workload({"spec": {"containers": [KUBE_VIP]}}))
