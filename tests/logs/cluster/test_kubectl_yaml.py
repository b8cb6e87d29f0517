"""Objects of Kubernetes as YAML."""

import json
from datetime import UTC
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.logs.clock import ZoneClock
from arpwatch_k8s.logs.cluster import kubectl_json
from arpwatch_k8s.logs.cluster.kubectl_yaml import SOURCE, recognize
from arpwatch_k8s.logs.event import Contents
from arpwatch_k8s.logs.sources import LogFile, read_log
from tests.logs.cluster.test_kubectl_json import KINDS, Object, at, service

LEASE = {
    "apiVersion": "coordination.k8s.io/v1",
    "kind": "Lease",
    "metadata": {"name": "plndr-svcs-lock", "namespace": "kube-system", "resourceVersion": "9"},
    "spec": {
        "holderIdentity": "node1",
        "acquireTime": at(1, ".123456"),
        "renewTime": at(5, ".5"),
        "leaseTransitions": 3,
    },
}
EVENT = {
    "apiVersion": "v1",
    "kind": "Event",
    "metadata": {"name": "ingress.17a", "namespace": "web", "resourceVersion": "10"},
    "reason": "nodeAssigned",
    "message": 'announcing from node "node2" with protocol "layer2"',
    "involvedObject": {"kind": "Service", "namespace": "web", "name": "ingress"},
    "source": {"component": "metallb-speaker"},
    "firstTimestamp": at(2),
    "lastTimestamp": at(8),
    "count": 3,
}
OBJECTS = [service(812, ("controller", 1), ("kube-vip", 3)), LEASE, EVENT]


def listing(items: list[Object]) -> Object:
    return {"apiVersion": "v1", "items": items, "kind": "List", "metadata": {"resourceVersion": ""}}


def read(tmp_path: Path, text: str) -> Contents:
    path = tmp_path / "objects.yaml"
    path.write_text(text)
    return SOURCE.read(path, ZoneClock(UTC))


def said(contents: Contents) -> list[tuple[int | None, int, object]]:
    """When, in which listing, what."""
    events = [(event.time, event.width_ns, event.detail) for event in contents.events]
    return [*events, *((None, item.listing, item.detail) for item in contents.undated)]


@pytest.mark.parametrize("form", ["list", "documents"])
def test_yaml_says_what_json_says(form: str, tmp_path: Path) -> None:
    shown = [listing(OBJECTS)] if form == "list" else OBJECTS
    path = tmp_path / "objects.json"
    path.write_text("\n".join(map(json.dumps, shown)))
    as_json = kubectl_json.SOURCE.read(path, ZoneClock(UTC))
    as_yaml = read(tmp_path, yaml.safe_dump_all(shown))
    assert said(as_yaml) == said(as_json)
    assert len(said(as_json)) == 8
    assert as_yaml.unparsed == ()


def test_what_is_said_has_the_line_of_its_object(tmp_path: Path) -> None:
    text = yaml.safe_dump(listing(OBJECTS))
    begins = [number for number, line in enumerate(text.splitlines(), 1) if line.startswith("- apiVersion")]
    contents = read(tmp_path, text)
    assert {item.line for item in (*contents.events, *contents.undated)} == set(begins)
    assert contents.lines == text.count("\n")


def test_a_list_that_is_cut_says_nothing_of_its_last_object(tmp_path: Path) -> None:
    text = yaml.safe_dump(listing([LEASE, service(812)]))
    contents = read(tmp_path, text[: text.index("status:")])
    assert [type(item.detail).__name__ for item in contents.undated] == []
    assert len(contents.events) == 3
    assert [words for _, words in contents.unparsed] == ["the list breaks off in its last object"]


def test_a_file_is_told_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "svc.yaml"
    path.write_text(f"---\n{yaml.safe_dump(service(812))}", newline="\r\n")
    assert read_log(LogFile(path=str(path)), UTC).source == "kubectl-yaml"


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Service\nmetadata:\n  name: ingress\nspec:\n  type: LoadBalancer\n",
        "apiVersion: v1\nkind: Service\nmetadata:\n  creationTimestamp: null\n  name: ingress\n",
        'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  resourceVersion: "5"\n',
        "kube_vip_enabled: yes\nmetallb_enabled: true\n",
        "- hosts: all\n  tasks: []\n",
        json.dumps(service(9)),
    ],
    ids=["manifest", "generated", "other kind", "inventory", "playbook", "json"],
)
def test_settings_are_no_listing(text: str) -> None:
    assert recognize(text.encode()) == 0


@given(kind=st.sampled_from(KINDS), text=st.text(max_size=60))
def test_any_yaml_is_things_said_or_lines_that_cannot_be_read(
    kind: str, text: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    contents = read(tmp_path_factory.getbasetemp(), f"kind: {kind}\nmetadata:\n  name: a\n{text}")
    lines = [item.line for item in (*contents.events, *contents.undated)]
    assert all(1 <= line <= contents.lines for line in (*lines, *(number for number, _ in contents.unparsed)))


def test_prompts_around_what_kubectl_printed_say_nothing(tmp_path: Path) -> None:
    text = f"alice@admin:~$ kubectl get lease -o yaml\n{yaml.safe_dump(LEASE)}alice@admin:~$ \n"
    assert recognize(text.encode()) == 1
    contents = read(tmp_path, text)
    assert (len(contents.events), contents.unparsed) == (3, ())
    assert {event.line for event in contents.events} == {2}


@pytest.mark.parametrize("behind", ["", 'metadata:\n  resourceVersion: ""\n', "metadata: {}\n"])
def test_a_list_of_nothing_is_understood_and_says_nothing(tmp_path: Path, behind: str) -> None:
    path = tmp_path / "services.yaml"
    path.write_text("apiVersion: v1\nitems: []\nkind: List\n" + behind)
    log = read_log(LogFile(path=str(path)), UTC)
    assert (log.source, log.events, log.undated, log.unparsed) == ("kubectl-yaml", (), (), ())
    assert log.passed == (("kubernetes", 1),)
    caveats = analyze([str(path)], vips=["192.0.2.80"]).verdict.caveats
    assert [said for said in caveats if "services.yaml" in said] == [
        "services.yaml (kubectl-yaml) says nothing of VIPs, leaders or nodes: another matter, or another time"
    ]


def test_a_list_of_nothing_beside_objects_leaves_them_as_they_are(tmp_path: Path) -> None:
    alone = read(tmp_path, yaml.safe_dump(listing(OBJECTS)))
    both = read(tmp_path, yaml.safe_dump_all([listing(OBJECTS), listing([])]))
    assert (said(both), both.unparsed, both.passed) == (said(alone), (), (("kubernetes", 1),))


@pytest.mark.parametrize(
    "text",
    ["items: []\n", "kind: List\n", "apiVersion: v1\nkind: ConfigMap\nitems: []\n", "a: 1\nitems: []\nkind: List\n"],
)
def test_what_only_looks_like_a_list_of_nothing_is_none(text: str) -> None:
    assert recognize(text.encode()) == 0.0
