"""k3s and RKE2, from their files to facts."""

from __future__ import annotations

import pytest

from arpwatch_k8s.lint.linting import facts_of
from arpwatch_k8s.lint.scopes import scopes
from tests.lint.linting import files_of

CONFIG = "n1/etc/rancher/k3s/config.yaml"
UNIT = "n1/etc/systemd/system/k3s.service"
PLAIN_UNIT = "[Service]\nExecStart=/usr/local/bin/k3s \\\n    server \\\n"


def service_lb(texts: dict[str, str]) -> list[tuple[bool | None, str]]:
    """Of each server whether ServiceLB is off, and where that stands."""
    (scope,) = scopes(files_of(texts))
    return [(each.disabled.is_on, str(each.disabled.place)) for each in facts_of(scope)[0].service_lb]


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        ({CONFIG: "disable: [traefik, servicelb]\n"}, [(True, f"{CONFIG}:1")]),
        ({CONFIG: "disable: servicelb\n"}, [(True, f"{CONFIG}:1")]),
        ({CONFIG: "token: x\ndisable:\n- traefik\n"}, [(False, f"{CONFIG}:3")]),
        ({CONFIG: "disable: servicelb\ndisable: traefik\n"}, [(False, f"{CONFIG}:2")]),
        ({CONFIG: "token: x\n"}, [(None, f"{CONFIG}:1")]),
        ({CONFIG: "token: x\n", UNIT: PLAIN_UNIT}, [(False, f"{CONFIG}:1")]),
        ({UNIT: PLAIN_UNIT + "    '--disable' \\\n    'servicelb' \\\n"}, [(True, f"{UNIT}:5")]),
        ({UNIT: PLAIN_UNIT + "    --disable=traefik,servicelb\n", CONFIG: "token: x\n"}, [(True, f"{UNIT}:4")]),
        ({UNIT: PLAIN_UNIT + "    --disable traefik\n"}, [(False, f"{UNIT}:4")]),
        ({UNIT: PLAIN_UNIT + "    --no-deploy servicelb\n"}, [(True, f"{UNIT}:4")]),
        ({UNIT: PLAIN_UNIT}, [(None, f"{UNIT}:2")]),
        ({UNIT: PLAIN_UNIT.replace("server", "agent")}, []),
        (
            {CONFIG: "disable: servicelb\n", "n1/etc/rancher/k3s/config.yaml.d/b.yaml": "disable: traefik\n"},
            [(False, "n1/etc/rancher/k3s/config.yaml.d/b.yaml:1")],
        ),
        (
            {CONFIG: "disable: servicelb\n", "n1/etc/rancher/k3s/config.yaml.d/b.yaml": "disable+: traefik\n"},
            [(True, f"{CONFIG}:1")],
        ),
        ({"n1/etc/rancher/rke2/config.yaml": "disable: rke2-ingress-nginx\n"}, []),
        (
            {"n1/etc/rancher/rke2/config.yaml": "enable-servicelb: true\n"},
            [(False, "n1/etc/rancher/rke2/config.yaml:1")],
        ),
        ({"config.yaml": "disable: [servicelb]\ncluster-init: true\n"}, [(True, "config.yaml:1")]),
        ({"config.yaml": "disable: [servicelb]\n"}, []),
    ],
)
def test_each_server_says_whether_it_brings_service_lb(
    texts: dict[str, str], told: list[tuple[bool | None, str]]
) -> None:
    assert service_lb(texts) == told


def test_each_server_is_told_by_itself() -> None:
    texts = {
        CONFIG: "disable: [servicelb]\n",
        "n2/etc/rancher/k3s/config.yaml": "disable: [traefik]\n",
    }
    assert [off for off, _ in service_lb(texts)] == [True, False]


def test_arguments_of_kube_proxy_are_read() -> None:
    text = "kube-proxy-arg:\n- proxy-mode=ipvs\n- ipvs-strict-arp=true\n"
    (scope,) = scopes(files_of({CONFIG: text}))
    (proxy,) = facts_of(scope)[0].kube_proxy
    assert (proxy.mode.text, str(proxy.mode.place), proxy.strict_arp.is_on) == ("ipvs", f"{CONFIG}:2", True)
