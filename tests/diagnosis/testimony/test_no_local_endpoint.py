"""Endpoints that are not ready, by listings."""

import json
from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from tests.diagnosis.testimony.lines import nginx, only, rules, service, verdict

ID = "no-local-endpoint"


def slices(*ready: bool) -> str:
    """An EndpointSlice of the Service, with an endpoint for each."""
    endpoints = [
        {"addresses": [f"10.0.0.{number}"], "conditions": {"ready": is_ready}, "nodeName": f"node{number}"}
        for number, is_ready in enumerate(ready, 1)
    ]
    return json.dumps(
        {
            "apiVersion": "discovery.k8s.io/v1",
            "kind": "EndpointSlice",
            "metadata": {"name": "i", "namespace": "web", "labels": {"kubernetes.io/service-name": "ingress"}},
            "endpoints": endpoints,
        }
    )


def test_no_ready_endpoint_is_a_candidate_where_lines_tell_of_failures(tmp_path: Path) -> None:
    files = {"svc.json": [service()], "slices.json": [slices(False, False)], "error.log": [nginx(5), nginx(9)]}
    found = verdict(tmp_path, files)
    one = only(found, ID)
    assert (found.outcome, one.confidence, one.dated) == (Outcome.SYMPTOMS_UNEXPLAINED, Confidence.LOW, False)
    assert one.because[0].text == "None of 2 endpoints of web/ingress is ready, as listed"
    assert found.summary.startswith("Lines tell of 2 failures at 192.0.2.80")


@pytest.mark.parametrize(
    "files",
    [
        {"slices.json": [slices(False, True)], "error.log": [nginx(5)]},
        {"slices.json": [slices(False, False)]},
        {"slices.json": [slices(False), slices(True)], "error.log": [nginx(5)]},
    ],
    ids=["one is ready", "nobody felt it", "it became ready"],
)
def test_endpoints_that_say_nothing_against_a_service(tmp_path: Path, files: dict[str, list[str]]) -> None:
    assert ID not in rules(verdict(tmp_path, {"svc.json": [service()], **files}))
