"""The manifest for nodes: fields that Kubernetes has, the rights that the program needs and no others."""

import re
from typing import Any, Final

import pytest
import yaml
from jsonschema import Draft202012Validator

from arpwatch_k8s import __version__
from tests.conftest import REPO

TEXT: Final = (REPO / "deploy" / "daemonset.yaml").read_text(encoding="utf-8")
DOCUMENTS: Final = list(yaml.safe_load_all(TEXT))
LABEL: Final = {"app.kubernetes.io/name": "arpwatch-k8s"}
MOST_PORT: Final = 65535


def fields(required: str = "", **known: object) -> dict[str, object]:
    """An object with these fields and no others, as the API server holds it (strict field validation)."""
    return {"type": "object", "properties": known, "required": required.split(), "additionalProperties": False}


def every(item: object) -> dict[str, object]:
    """A list of such things."""
    return {"type": "array", "items": item, "minItems": 1}


TEXTS: Final = {"type": "object", "additionalProperties": {"type": "string"}}
WORD, NUMBER, YES_OR_NO = {"type": "string"}, {"type": "integer", "minimum": 0}, {"type": "boolean"}
NAME: Final = {"type": "string", "pattern": "^[a-z0-9]([-a-z0-9]*[a-z0-9])?$"}
QUANTITY: Final = {"type": "string", "pattern": "^[0-9]+(m|Mi|Gi)?$"}
QUANTITIES: Final = fields(cpu=QUANTITY, memory=QUANTITY)
PORT: Final = {"type": "integer", "minimum": 1, "maximum": MOST_PORT}
PROBE: Final = fields(
    "httpGet",
    httpGet=fields("path port", path=WORD, port=NAME),
    periodSeconds=NUMBER,
    failureThreshold=NUMBER,
    timeoutSeconds=NUMBER,
)
CONTAINER: Final = fields(
    "name image args securityContext resources",
    name=NAME,
    image=WORD,
    args=every(WORD),
    env=every(
        fields(
            "name",
            name={"type": "string", "pattern": "^[A-Z_]+$"},
            value=WORD,
            valueFrom=fields("fieldRef", fieldRef=fields("fieldPath", fieldPath={"const": "status.hostIP"})),
        )
    ),
    ports=every(fields("containerPort", name=NAME, containerPort=PORT, hostPort=PORT, protocol={"const": "TCP"})),
    securityContext=fields(
        runAsUser=NUMBER,
        privileged=YES_OR_NO,
        allowPrivilegeEscalation=YES_OR_NO,
        readOnlyRootFilesystem=YES_OR_NO,
        capabilities=fields(drop=every(WORD), add=every(WORD)),
        seccompProfile=fields("type", type={"enum": ["RuntimeDefault"]}),
    ),
    startupProbe=PROBE,
    livenessProbe=PROBE,
    resources=fields(requests=QUANTITIES, limits=QUANTITIES),
    volumeMounts=every(fields("name mountPath", name=NAME, mountPath=WORD)),
)
POD: Final = fields(
    "containers",
    hostNetwork=YES_OR_NO,
    dnsPolicy={"enum": ["ClusterFirstWithHostNet"]},
    automountServiceAccountToken=YES_OR_NO,
    enableServiceLinks=YES_OR_NO,
    terminationGracePeriodSeconds=NUMBER,
    nodeSelector=TEXTS,
    tolerations=every(fields("operator", operator={"const": "Exists"})),
    containers=every(CONTAINER),
    volumes=every(
        fields(
            "name",
            name=NAME,
            emptyDir=fields(medium={"const": "Memory"}, sizeLimit=QUANTITY),
            hostPath=fields("path type", path=WORD, type={"const": "DirectoryOrCreate"}),
        )
    ),
)
DAEMON_SET: Final = fields(
    "apiVersion kind metadata spec",
    apiVersion={"const": "apps/v1"},
    kind={"const": "DaemonSet"},
    metadata=fields("name namespace", name=NAME, namespace=NAME, labels=TEXTS),
    spec=fields(
        "selector template",
        selector=fields("matchLabels", matchLabels=TEXTS),
        updateStrategy=fields(type={"const": "RollingUpdate"}, rollingUpdate=fields(maxUnavailable=NUMBER)),
        template=fields("metadata spec", metadata=fields(labels=TEXTS, annotations=TEXTS), spec=POD),
    ),
)
NAMESPACE: Final = fields(
    "apiVersion kind metadata",
    apiVersion={"const": "v1"},
    kind={"const": "Namespace"},
    metadata=fields("name", name=NAME, labels=TEXTS),
)


@pytest.fixture
def pod() -> dict[str, Any]:
    spec: dict[str, Any] = DOCUMENTS[1]["spec"]["template"]["spec"]
    return spec


def test_it_has_fields_that_there_are_and_no_others() -> None:
    assert len(DOCUMENTS) == 2
    for schema, document in zip((NAMESPACE, DAEMON_SET), DOCUMENTS, strict=True):
        Draft202012Validator.check_schema(schema)
        assert [error.message for error in Draft202012Validator(schema).iter_errors(document)] == []


def test_its_pods_are_those_that_it_selects_in_a_namespace_that_lets_them() -> None:
    namespace, daemon_set = DOCUMENTS
    assert (
        daemon_set["spec"]["selector"]["matchLabels"] == daemon_set["spec"]["template"]["metadata"]["labels"] == LABEL
    )
    assert daemon_set["metadata"]["namespace"] == namespace["metadata"]["name"]
    assert namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"] == "privileged"


def test_it_has_the_rights_that_opening_sockets_takes_and_no_others(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    context = container["securityContext"]
    assert context["capabilities"] == {"drop": ["ALL"], "add": ["NET_RAW", "SETUID", "SETGID", "SETPCAP"]}
    assert context["readOnlyRootFilesystem"]
    assert not context["privileged"]
    assert not context["allowPrivilegeEscalation"]
    assert pod["hostNetwork"]
    assert not pod["automountServiceAccountToken"]
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}


def test_it_is_on_every_node_with_one_port_that_is_scraped_and_probed(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    (port,) = container["ports"]
    assert pod["tolerations"] == [{"operator": "Exists"}]
    assert port["hostPort"] == port["containerPort"]  # on the host's network they are the same
    annotations = DOCUMENTS[1]["spec"]["template"]["metadata"]["annotations"]
    assert annotations["prometheus.io/port"] == str(port["containerPort"])
    assert f"--metrics=$(NODE_ADDRESS):{port['containerPort']}" in container["args"]
    for probe in ("startupProbe", "livenessProbe"):
        assert container[probe]["httpGet"]["port"] == port["name"]


def test_its_command_is_one_that_there_is(pod: dict[str, Any]) -> None:
    (container,) = pod["containers"]
    assert container["image"] == f"arpwatch-k8s:{__version__}"
    command, *options = container["args"]
    page = (REPO / "docs" / "man" / f"arpwatch-k8s-{command}.1").read_text(encoding="utf-8").replace("\\-", "-")
    offered = set(re.findall("(--[a-z-]+)", page))
    assert {option.partition("=")[0] for option in options} <= offered
    given = {name for option in options for name in re.findall(r"\$\(([A-Z_]+)\)", option)}
    assert given <= {one["name"] for one in container["env"]}
