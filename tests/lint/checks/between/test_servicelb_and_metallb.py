"""k3s' load balancer beside MetalLB."""

from __future__ import annotations

from tests.lint.linting import faults, linted, undecided

CHECK = "servicelb-and-metallb"
CONFIG = "etc/rancher/k3s/config.yaml"
METALLB = {"m.yml": "metallb_enabled: true\n"}


def test_a_server_that_brings_it_is_told() -> None:
    texts = METALLB | {CONFIG: "token: x\ndisable: [traefik]\n"}
    assert faults(texts, CHECK) == [[f"{CONFIG}:2", "m.yml:1"]]
    (fault,) = [each.fault for each in linted(texts).faults if each.check.id == CHECK]
    assert fault.fix.startswith("disable: [servicelb] on every server")
    assert [side.says for side in fault.sides] == ["disable: traefik", "metallb_enabled: true"]


def test_one_that_does_not_is_not() -> None:
    texts = METALLB | {CONFIG: "token: x\ndisable: [traefik, servicelb]\n"}
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


def test_a_class_of_metallbs_own_keeps_them_apart() -> None:
    texts = {"m.yml": "metallb_enabled: true\nmetallb_loadbalancer_class: m\n", CONFIG: "disable: [traefik]\n"}
    assert (faults(texts, CHECK), undecided(texts, CHECK)) == ([], [])


def test_its_daemonset_is_the_proof() -> None:
    text = "apiVersion: apps/v1\nkind: DaemonSet\nmetadata:\n  name: svclb-traefik-1\n  namespace: kube-system\n"
    assert faults(METALLB | {"ds.yaml": text}, CHECK) == [["ds.yaml:4", "m.yml:1"]]


def test_flags_that_were_not_read_leave_it_open() -> None:
    assert undecided(METALLB | {CONFIG: "token: x\n"}, CHECK) == [
        "whether ServiceLB runs beside MetalLB: disable is not set here, and its unit, which may have it, was not read"
    ]
