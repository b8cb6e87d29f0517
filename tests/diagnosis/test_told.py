"""What is told of logs by themselves."""

import json
from pathlib import Path

import pytest

from arpwatch_k8s.analysis.savefiles import analyze
from arpwatch_k8s.diagnosis.finding import Outcome, Verdict
from arpwatch_k8s.logs.reading import taken

NGINX = (
    "2026/11/22 20:14:{:02} [error] 1#1: *1 {} while connecting to upstream, client: 192.0.2.1, server: a.example, "
    'request: "GET / HTTP/1.1", upstream: "https://192.0.2.80:443/", host: "a"\n'
)
ERRORS = [
    *[NGINX.format(second, "connect() failed (113: No route to host)") for second in (37, 38)],
    NGINX.format(59, "recv() failed (104: Connection reset by peer)"),
]
METALLB = [
    {"caller": "service_controller.go:60", "controller": "ServiceReconciler", "start reconcile": "web/ingress"},
    {"caller": "main.go:101", "event": "serviceUpdated", "msg": "updated service object"},
    {"caller": "service_controller.go:103", "controller": "ServiceReconciler", "end reconcile": "web/ingress"},
]
LOOP = [
    json.dumps({**line, "level": "info", "ts": "2026-11-22T20:15:23Z"}, separators=(",", ":")) + "\n"
    for line in METALLB * 5
]
ANNOUNCED = json.dumps(
    {"caller": "main.go:481", "event": "serviceAnnounced", "ips": ["192.0.2.80"], "ts": "2026-11-22T20:15:23Z"},
    separators=(",", ":"),
)


def verdict(folder: Path, files: dict[str, str]) -> Verdict:
    """Of texts alone."""
    for name, text in files.items():
        (folder / name).write_text(text)
    return analyze([folder]).verdict


def told(folder: Path, files: dict[str, str]) -> list[str]:
    return [text.replace(f"{folder}/", "") for text in verdict(folder, files).caveats]


def test_text_alone_is_inconclusive_and_says_what_to_capture(tmp_path: Path) -> None:
    found = verdict(tmp_path, {"error.log": "".join(ERRORS)})
    assert (found.outcome, found.cause, found.findings) == (Outcome.INCONCLUSIVE, None, ())
    assert found.summary.startswith("Text alone cannot answer: there is no capture")
    assert found.capture_next is not None
    assert "host 192.0.2.80 and" in found.capture_next


def test_errors_of_upstreams_are_told_by_kind(tmp_path: Path) -> None:
    said = told(tmp_path, {"error.log": "".join(ERRORS)})
    assert (
        "error.log: 3 errors at 192.0.2.80 within 23 s from 2026-11-22 20:14:37 UTC on: 2 no route (113), 1 reset (104)"
    ) in said


def test_writes_that_are_not_kept_count_and_that_they_are_not_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(taken, "MOST_ALIKE", 4)
    monkeypatch.setattr(taken, "A_MINUTE", 1)
    said = told(tmp_path, {"controller.log": "".join(LOOP)})
    assert any(
        text.startswith("controller.log: metallb wrote to web/ingress, 5 times within 1 s from ") for text in said
    )
    assert (
        "controller.log says the same again and again: 8 events, 3 of service updated, 3 of reconcile ended and 2 of "
        "reconcile begun, are counted alone; no finding cites them, and no number of errors has them"
    ) in said


def test_a_controller_that_writes_again_and_again_is_told_and_not_accused(tmp_path: Path) -> None:
    said = told(tmp_path, {"controller.log": "".join(LOOP)})
    assert (
        "controller.log: metallb wrote to web/ingress, 5 times within 1 s from 2026-11-22 20:15:23 UTC on "
        "(first in line 2): a tight loop; whether another writes them, too, it does not say: kubectl get svc -A "
        "-o yaml --show-managed-fields does"
    ) in said
    slow = "".join(line.replace("20:15:23", f"20:{n + 10}:23") for n, line in enumerate(LOOP))
    assert any("wrote to web/ingress, 5 times" in text for text in told(tmp_path, {"controller.log": slow}))
    assert not any("loop" in text for text in told(tmp_path, {"controller.log": slow}))
    once = told(tmp_path, {"controller.log": "".join(LOOP[:3])})
    assert not any("wrote to" in text for text in once)


def test_who_is_said_to_hold_an_address_is_told_where_frames_without_a_date_keep_it_off_its_track(
    tmp_path: Path,
) -> None:
    lines = f"[pod/speaker-a/speaker] {ANNOUNCED}\n[pod/speaker-b/speaker] {ANNOUNCED}\n"
    words = "speakers.log: 192.0.2.80 is said to be held by speaker-a and speaker-b"
    assert words not in told(tmp_path, {"speakers.log": lines})
    frame = "11:36:00.749212 ARP, Request who-has 192.0.2.80 tell 192.0.2.10, length 28\n"
    assert words in told(tmp_path, {"speakers.log": lines, "tcpdump.txt": frame})


def test_writers_of_a_status_are_told_where_the_service_has_no_address(tmp_path: Path) -> None:
    fields = [
        {"manager": name, "operation": "Update", "subresource": "status", "time": "2026-11-22T20:15:23Z"}
        for name in ("kube-vip", "controller")
    ]
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": {"name": "ingress", "namespace": "web", "resourceVersion": "1", "managedFields": fields},
        "spec": {"type": "LoadBalancer"},
        "status": {"loadBalancer": {}},
    }
    assert (
        "svc.json: the status of web/ingress, which has no address here, is written by kube-vip and controller"
    ) in told(tmp_path, {"svc.json": json.dumps(service)})


def test_a_log_that_has_nothing_to_say_here_is_told_and_not_blamed(tmp_path: Path) -> None:
    lines = 'W0605 05:00:35.170262 7 backend_ssl.go:47] Error obtaining X.509 certificate: no object matching "a/b"\n'
    words = "ingress.log (klog) says nothing of VIPs, leaders or nodes: another matter, or another time"
    assert words in told(tmp_path, {"ingress.log": lines * 3})
    said = told(tmp_path, {"controller.log": "".join(LOOP)})
    assert not any("controller.log" in text and "says nothing" in text for text in said)
