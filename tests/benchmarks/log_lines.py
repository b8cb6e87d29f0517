"""Logs of every kind as they are in the field: mostly lines that say nothing, a few that do, whole loops that do."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

START: Final = datetime(2026, 11, 22, 20, 0, tzinfo=UTC)
PIECE: Final = 20_000
"""Lines that are made anew; a file is these, at later times."""
VIP: Final = "192.0.2.80"

Line = Callable[[int, datetime], str]
"""A line of a number and a time."""


def klog(number: int, time: datetime) -> str:
    head = f"I{time:%m%d %H:%M:%S.%f}       1"
    if number % 500 == 7:
        return f"{head} leaderelection.go:271] successfully acquired lease kube-system/kube-scheduler"
    return (
        f'{head} event.go:389] "Event occurred" object="default/web-{number % 97}-7d4b9c6f5b-x2x8q" '
        'fieldPath="" kind="Pod" apiVersion="v1" type="Normal" reason="Pulled" message="Container image present"'
    )


def klog_in_journal(number: int, time: datetime) -> str:
    micros = int(time.timestamp()) * 1_000_000 + time.microsecond
    entry = {
        "__CURSOR": f"s=9c1d2f3a4b5c6d7e8f;i={number:x};b=0a1b2c3d4e5f;m={number * 37:x};t=5d2{number:x};x=7a8b9c",
        "__REALTIME_TIMESTAMP": str(micros),
        "__MONOTONIC_TIMESTAMP": str(number * 1000),
        "_BOOT_ID": "0a1b2c3d4e5f60718293a4b5c6d7e8f9",
        "_HOSTNAME": "node1",
        "_TRANSPORT": "stdout",
        "PRIORITY": "6",
        "SYSLOG_IDENTIFIER": "kubelet",
        "_PID": "754",
        "_COMM": "kubelet",
        "_EXE": "/usr/local/bin/kubelet",
        "_SYSTEMD_UNIT": "kubelet.service",
        "MESSAGE": klog(number, time),
    }
    return json.dumps(entry, separators=(",", ":"))


def klog_in_syslog(number: int, time: datetime) -> str:
    return f"{time:%b %d %H:%M:%S} node1 kubelet[754]: {klog(number, time)}"


def klog_in_cri(number: int, time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S.%f}123Z stderr F {klog(number, time)}"


def klog_in_docker(number: int, time: datetime) -> str:
    entry = {
        "log": klog(number, time) + "\n",
        "stream": "stderr",
        "time": f"{time:%Y-%m-%dT%H:%M:%S.%f}123Z",
    }
    return json.dumps(entry, separators=(",", ":"))


def speaker(number: int, time: datetime) -> str:
    stamp = f"{time:%Y-%m-%dT%H:%M:%SZ}"
    if number % 500 == 7:
        return (
            '{"caller":"main.go:481","event":"serviceAnnounced","ips":["192.0.2.80"],"level":"info",'
            f'"msg":"service has IP, announcing","pool":"p","protocol":"layer2","ts":"{stamp}"}}'
        )
    return (
        '{"caller":"arp.go:110","interface":"eth0","ip":"192.0.2.80","level":"debug","msg":"got ARP request for '
        f'service IP, sending response","responseMAC":"52:54:00:00:02:16","senderIP":"192.0.2.{number % 250}",'
        f'"senderMAC":"52:54:00:00:01:02","ts":"{stamp}"}}'
    )


LOOP: Final = (
    '{{"caller":"service_controller.go:64","controller":"ServiceReconciler","level":"info",'
    '"start reconcile":"web/ingress","ts":"{}"}}',
    '{{"caller":"service.go:150","event":"ipAllocated","ip":["192.0.2.80"],"level":"info",'
    '"msg":"IP address assigned by controller","ts":"{}"}}',
    '{{"caller":"main.go:118","event":"serviceUpdated","level":"info","msg":"updated service object","ts":"{}"}}',
    '{{"caller":"service_controller.go:115","controller":"ServiceReconciler","end reconcile":"web/ingress",'
    '"level":"info","ts":"{}"}}',
)


def controller(number: int, time: datetime) -> str:
    return LOOP[number % 4].format(f"{time:%Y-%m-%dT%H:%M:%SZ}")


def kube_vip(number: int, time: datetime) -> str:
    stamp = f"{time:%Y/%m/%d %H:%M:%S}"
    if number % 500 == 7:
        return f"{stamp} INFO (svcs) adding VIP ip=192.0.2.80 interface=eth0 namespace=web name=ingress"
    return f"{stamp} DEBUG [endpoint] watching endpointslice name=ingress-{number % 97} namespace=web count=3"


def cilium(number: int, time: datetime) -> str:
    stamp = f"{time:%Y-%m-%dT%H:%M:%S.%f}592Z"
    if number % 500 == 7:
        said = "successfully acquired lease kube-system/cilium-l2announce-web-ingress"
        return f'time={stamp} level=info msg="{said}" subsys=klog'
    return (
        f'time={stamp} level=info msg="Rewrote endpoint BPF program" module=agent.controlplane.endpoint-manager '
        f"endpointID={number % 4096} ipv4=10.0.1.{number % 250}"
    )


def access(number: int, time: datetime) -> str:
    status = "502 157" if number % 500 == 7 else "200 3241"
    return (
        f'198.51.100.{number % 250} - - [{time:%d/%b/%Y:%H:%M:%S} +0000] "GET /item/{number} HTTP/1.1" {status} '
        '"-" "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36"'
    )


def ingress_access(number: int, time: datetime) -> str:
    where = "192.0.2.80:443 0 3.061 502" if number % 500 == 7 else "10.0.1.9:8080 3241 0.004 200"
    return f"{access(number, time)} 412 0.004 [web-ingress-80] [] {where} 0a1b2c3d4e5f{number:08x}"


def ingress_access_in_cri(number: int, time: datetime) -> str:
    return f"{time:%Y-%m-%dT%H:%M:%S.%f}123Z stdout F {ingress_access(number, time)}"


def haproxy(number: int, time: datetime) -> str:
    end = "0/0/-1/-1/3061 503 217 - - SC--" if number % 500 == 7 else "0/0/1/4/5 200 3241 - - ----"
    return (
        f"{time:%b %d %H:%M:%S} node1 haproxy[754]: 198.51.100.{number % 250}:33317 "
        f"[{time:%d/%b/%Y:%H:%M:%S}.{time.microsecond // 1000:03d}] fe be/node2 {end} 1/1/0/0/0 0/0 "
        f'"GET /item/{number} HTTP/1.1"'
    )


def envoy(number: int, time: datetime) -> str:
    how = "503 UF 0 91 3061 -" if number % 500 == 7 else "200 - 0 3241 5 4"
    return (
        f'[{time:%Y-%m-%dT%H:%M:%S}.{time.microsecond // 1000:03d}Z] "GET /item/{number} HTTP/1.1" {how} "-" '
        f'"curl/8.5.0" "0a1b2c3d-{number:08x}" "example.com" "192.0.2.80:443"'
    )


def nginx_error(number: int, time: datetime) -> str:
    return (
        f"{time:%Y/%m/%d %H:%M:%S} [error] 12762#12762: *{number} connect() failed (113: No route to host) while "
        "connecting to upstream, client: 198.51.100.9, server: example.com, request: "
        f'"GET /item/{number} HTTP/1.1", upstream: "https://192.0.2.80:443/", host: "example.com"'
    )


def kernel(number: int, time: datetime) -> str:
    if number % 500 == 7:
        said = "IPv4: martian source 192.0.2.80 from 192.0.2.22, on dev eth0"
    else:
        said = f"audit: type=1400 audit(1795377600.{number % 1000:03d}:{number}): apparmor=ALLOWED operation=open"
    return f"{time:%b %d %H:%M:%S} node2 kernel: [{number / 100:12.6f}] {said}"


def keepalived(number: int, time: datetime) -> str:
    said = "(VI_1) Entering MASTER STATE" if number % 500 == 7 else "VRRP_Script(check) succeeded, probing again soon"
    return f"{time:%b %d %H:%M:%S} node2 Keepalived_vrrp[754]: {said}"


KINDS: Final[dict[str, tuple[str, Line]]] = {
    "klog": ("klog", klog),
    "klog, journalctl -o json": ("klog", klog_in_journal),
    "klog, syslog": ("klog", klog_in_syslog),
    "klog, CRI": ("klog", klog_in_cri),
    "klog, docker": ("klog", klog_in_docker),
    "metallb speaker": ("metallb", speaker),
    "metallb controller in a loop": ("metallb", controller),
    "kube-vip": ("kube-vip", kube_vip),
    "cilium": ("cilium", cilium),
    "nginx-access": ("nginx-access", access),
    "ingress-nginx": ("nginx-access", ingress_access),
    "ingress-nginx, CRI": ("nginx-access", ingress_access_in_cri),
    "haproxy": ("haproxy", haproxy),
    "envoy": ("envoy", envoy),
    "nginx-error, each an error": ("nginx-error", nginx_error),
    "kernel": ("kernel", kernel),
    "keepalived": ("keepalived", keepalived),
}
"""Source and lines by what they are called; where lines are told, one of 500 is."""


def write_log(path: Path, line: Line, size: int) -> int:
    """Write so many bytes or a little more; how many lines they are."""
    number, written = 0, 0
    with path.open("w", encoding="utf-8") as file:
        while written < size:
            count = min(PIECE, max(1, (size - written) // 60))
            some = [line(at, START + timedelta(milliseconds=10 * at)) for at in range(number, number + count)]
            written += file.write("\n".join(some) + "\n")
            number += count
    return number
