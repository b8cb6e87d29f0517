"""Text and kubespray's variables, no capture: two controllers take the same Services."""

import json
from datetime import UTC
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.result import Result
from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.report.formats.json import document
from arpwatch_k8s.report.formats.text import text
from tests.diagnosis.testimony.lines import nginx, service, updated

ID = "two-controllers"
VARIABLES = """\
kube_vip_enabled: true
kube_vip_arp_enabled: true
kube_vip_controlplane_enabled: true
kube_vip_address: 192.0.2.60
kube_vip_services_enabled: {services}
metallb_enabled: true
metallb_config:
  address_pools:
    primary:
      ip_range:
        - {pool}
"""
LOOP = [line for second in range(20) for line in updated(second)]


def case(folder: Path, *, services: str = "true", pool: str = "192.0.2.80-192.0.2.99", loop: bool = True) -> Result:
    """What an operator has who took no capture: nginx's errors, the controller's log, the variables."""
    (folder / "nginx-error.log").write_text(f"{nginx(5)}\n{nginx(8)}\n")
    (folder / "services.json").write_text(service())
    if loop:
        (folder / "metallb-controller.log").write_text("\n".join(LOOP) + "\n")
    deep = folder / "inventory" / "group_vars" / "k8s_cluster"
    deep.mkdir(parents=True)
    (deep / "addons.yml").write_text(VARIABLES.format(services=services, pool=pool))
    return analyze([folder])


def test_the_loop_is_seen_the_settings_name_the_other_and_the_variable_is_the_remedy(tmp_path: Path) -> None:
    result = case(tmp_path)
    assert (result.verdict.outcome, result.verdict.cause) == (Outcome.ROOT_CAUSE, ID)
    (one,) = (each for each in result.verdict.findings if each.rule == ID)
    assert one.confidence is Confidence.MEDIUM
    assert [(place.file, place.line, place.path) for place in one.settings] == [
        ("addons.yml", 5, "kube_vip_services_enabled"),
        ("addons.yml", 6, "metallb_enabled"),
    ]
    assert one.remedy.startswith("In addons.yml, line 5, write kube_vip_services_enabled: false")
    assert "[addons.yml lines 5, 6]" in " ".join(text(result, UTC).split())
    made = json.loads(json.dumps(document(result)))
    assert {"file": "addons.yml", "line": 5, "path": "kube_vip_services_enabled"} in made["findings"][0]["settings"]


def test_with_kube_vip_s_services_off_nothing_of_the_kind_is_said(tmp_path: Path) -> None:
    result = case(tmp_path, services="false")
    assert ID not in {one.rule for one in result.verdict.findings}
    assert not any("two-service-controllers" in words for words in result.verdict.caveats)


def test_without_the_loop_settings_are_no_cause_and_what_they_lead_to_is_told(tmp_path: Path) -> None:
    result = case(tmp_path, loop=False)
    assert (result.verdict.cause, ID in {one.rule for one in result.verdict.findings}) == (None, False)
    assert any(words.startswith(f"settings would lead to {ID}") for words in result.verdict.caveats)


@pytest.mark.parametrize("pool", ["192.0.2.128/28", "{{ somewhere }}"])
def test_an_address_that_a_service_has_is_theirs_whatever_is_known_of_pools(tmp_path: Path, pool: str) -> None:
    result = case(tmp_path, pool=f'"{pool}"')
    (one,) = (each for each in result.verdict.findings if each.rule == ID)
    assert (result.verdict.cause, one.confidence) == (ID, Confidence.MEDIUM)
