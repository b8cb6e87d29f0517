"""Two programs at one Service, by what they and the Service itself say."""

from pathlib import Path

import pytest

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence, Severity
from tests.correlator.testimony import told
from tests.diagnosis.testimony.lines import entry, nginx, only, rules, service, updated, verdict
from tests.savefiles import VIP

ID = "two-controllers"


def by_turns(*names: str, first: int = 0, last: int = 20) -> list[str]:
    """A Service as it is watched: each second the next of some managers has written its status."""
    written: dict[str, int] = {}
    lines = []
    for second in range(first, last):
        written[names[second % len(names)]] = second
        entries = [entry(name, at) for name, at in written.items()]
        lines.append(service(*entries, version=100 + second))
    return lines


def test_two_managers_that_write_by_turns_are_the_cause_at_medium_confidence(tmp_path: Path) -> None:
    found = verdict(tmp_path, {"svc.json": by_turns("controller", "kube-vip")})
    one = only(found, ID)
    assert (found.outcome, found.cause) == (Outcome.ROOT_CAUSE, ID)
    assert (one.severity, one.confidence, one.vip) == (Severity.WARNING, Confidence.MEDIUM, VIP)
    assert "kube-vip and MetalLB (as controller) wrote the status of web/ingress by turns, 19 times" in one.summary
    assert (bool(one.lines), one.frames, one.dated) == (True, (), True)
    assert "kube_vip_services_enabled" in one.remedy
    assert f"host {VIP}" in (found.capture_next or "")


def test_failures_that_a_proxy_met_meanwhile_make_it_critical_and_are_cited(tmp_path: Path) -> None:
    files = {"svc.json": by_turns("controller", "kube-vip"), "error.log": [nginx(5), nginx(8), nginx(300)]}
    one = only(verdict(tmp_path, files), ID)
    assert one.severity is Severity.CRITICAL
    words = f"Lines tell of 2 failures at {VIP} at the same time: 2 no route (113)"
    assert one.because[-1].text == f"{words}, if their times are in UTC, which nothing says"


def test_the_log_of_one_and_the_managers_of_the_service_tell_of_both(tmp_path: Path) -> None:
    controller = [line for second in range(0, 60, 4) for line in updated(second)]
    watched = [service(entry("kube-vip", second), version=second) for second in range(2, 60, 4)]
    found = verdict(tmp_path, {"controller.log": controller, "svc.json": watched})
    assert only(found, ID).confidence is Confidence.MEDIUM


@pytest.mark.parametrize(
    "lines",
    [
        by_turns("controller"),
        by_turns("controller", "kubectl-edit"),
        by_turns("controller", "metallb-controller", "speaker"),
        [service(entry("controller", 5), entry("helm", 5), entry("flux", 5))],
        [service(entry("controller", 5), entry("kube-controller-manager", 5, field="f:conditions"))],
        [service(entry("controller", 5), entry("kube-vip", 5, field="f:type", part="f:spec"))],
    ],
    ids=[
        "one alone, in a loop",
        "a person",
        "one program's parts",
        "tools",
        "one that writes conditions",
        "one that writes the spec",
    ],
)
def test_one_controller_alone_is_not_two(tmp_path: Path, lines: list[str]) -> None:
    found = verdict(tmp_path, {"svc.json": lines})
    assert ID not in rules(found)
    assert found.outcome is Outcome.INCONCLUSIVE


def test_a_migration_leaves_two_managers_and_is_ruled_out(tmp_path: Path) -> None:
    lines = [*by_turns("controller", last=10), *by_turns("kube-vip", first=900, last=910)]
    lines[10:] = [service(entry("controller", 9), entry("kube-vip", at), version=at) for at in range(900, 910)]
    found = verdict(tmp_path, {"svc.json": lines})
    assert ID not in rules(found)
    assert any(one.rule == ID and "a migration leaves that" in one.why for one in found.ruled_out)


def test_two_managers_that_wrote_last_at_one_time_are_a_candidate(tmp_path: Path) -> None:
    found = verdict(tmp_path, {"svc.json": [service(entry("controller", 5), entry("kube-vip", 6))]})
    assert (found.outcome, found.cause) == (Outcome.SYMPTOMS_UNEXPLAINED, None)
    assert [(one.rule, one.confidence) for one in found.candidates] == [(ID, Confidence.LOW)]


def test_a_loop_of_one_that_ends_as_another_begins_is_not_two_whatever_the_clocks(tmp_path: Path) -> None:
    controller = [line for second in range(10) for line in updated(second)]
    watched = [service(entry("kube-vip", second), version=second) for second in range(8, 20)]
    one = only(verdict(tmp_path, {"controller.log": controller, "svc.json": watched}), ID)
    assert one.confidence is Confidence.LOW


def test_another_address_that_was_asked_for_is_not_accused(tmp_path: Path) -> None:
    found = verdict(tmp_path, {"svc.json": by_turns("controller", "kube-vip")}, "192.0.2.81")
    assert found.findings == ()


SPEAKER = [told.idle(0), told.announced(1), told.announced(30), told.announced(80), told.idle(90)]


def kube_vip_from(second: int, *more: str) -> list[str]:
    """kube-vip begins to announce, and goes on with other lines."""
    broadcaster = f"layer 2 broadcaster starting IP={VIP} device=eth0"
    return [*told.started(0, "node2"), told.adding(second), told.kube_vip(second, broadcaster), *more]


def test_two_programs_that_both_hold_it_by_their_logs_are_the_cause(tmp_path: Path) -> None:
    log = kube_vip_from(10, told.kube_vip(85, "(svcs) something else"))
    found = verdict(tmp_path, {"speaker-node1.log": SPEAKER, "kube-vip.log": log})
    one = only(found, ID)
    assert (found.outcome, found.cause, one.confidence) == (Outcome.ROOT_CAUSE, ID, Confidence.MEDIUM)
    assert one.summary.startswith(f"By their logs MetalLB and kube-vip both held {VIP}, on speaker-node1.log and node2")
    assert len(one.lines) == 2


@pytest.mark.parametrize(
    "files",
    [
        {"speaker-node1.log": [*SPEAKER[:2], told.idle(5)], "kube-vip.log": kube_vip_from(10, told.kube_vip(85, "x"))},
        {
            "speaker-node1.log": [*SPEAKER[:3], told.withdrawn(40), told.idle(90)],
            "kube-vip.log": kube_vip_from(38, told.kube_vip(85, "x")),
        },
        {
            "speaker-node1.log": SPEAKER,
            "kube-vip.log": [line.replace(VIP, "192.0.2.60") for line in kube_vip_from(10, told.kube_vip(85, "x"))],
        },
    ],
    ids=["MetalLB was taken away before", "MetalLB gave it up", "kube-vip for the control plane alone"],
)
def test_two_programs_that_hold_it_one_after_the_other_or_each_its_own_are_none(
    tmp_path: Path, files: dict[str, list[str]]
) -> None:
    assert ID not in rules(verdict(tmp_path, files))


CHANGED = "(svcs) The load balancer has changed, cancelling original load balancer"


def changes(*seconds: int) -> list[str]:
    """kube-vip sees that load balancers change."""
    return [*told.started(0, "node2"), *(told.kube_vip(second, CHANGED) for second in seconds)]


def metallb_writes(*seconds: int) -> list[str]:
    """MetalLB's controller writes the Service, in the same time as `changes`."""
    pairs: dict[str, dict[str, object]] = {
        "start": {"controller": "ServiceReconciler", "start reconcile": "web/ingress"},
        "write": {"event": "serviceUpdated", "msg": "updated service object"},
        "end": {"controller": "ServiceReconciler", "end reconcile": "web/ingress"},
    }
    return [told.metallb(second, **keys) for second in seconds for keys in pairs.values()]


def test_metallb_that_writes_by_turns_with_changes_that_kube_vip_sees_is_a_candidate(tmp_path: Path) -> None:
    files = {
        "controller.log": metallb_writes(0, 6, 12, 18),
        "kube-vip.log": changes(3, 9, 15, 21),
        "svc.json": [service(entry("controller", 1))],
    }
    found = verdict(tmp_path, files)
    assert (found.outcome, only(found, ID).confidence) == (Outcome.SYMPTOMS_UNEXPLAINED, Confidence.LOW)
    files["kube-vip.log"] = changes(3)
    assert ID not in rules(verdict(tmp_path, files))


def test_a_log_without_a_zone_beside_one_with_it_leaves_it_open(tmp_path: Path) -> None:
    router = [
        told.keepalived(5, "node2", "Starting VRRP child process, pid=754"),
        told.keepalived(10, "node2", "(VI_1) Entering MASTER STATE"),
        told.keepalived(10, "node2", f"(VI_1) Sending/queueing gratuitous ARPs on eth0 for {VIP}"),
        told.keepalived(85, "node2", "(VI_1) Received advert from 192.0.2.23 with lower priority 100, ours 150"),
    ]
    found = verdict(tmp_path, {"speaker-node1.log": SPEAKER, "keepalived.log": router})
    one = only(found, ID)
    assert (found.outcome, one.confidence) == (Outcome.SYMPTOMS_UNEXPLAINED, Confidence.LOW)
    assert any("--as FILE@ZONE" in words for words in one.missing)
