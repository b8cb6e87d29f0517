"""Whatever objects say: names that would move the cursor, kinds without what they need."""

import pytest

from tests.lint.cilium import agent, policy
from tests.lint.kube_vip import pod
from tests.lint.linting import linted
from tests.lint.objects import advertisement, listing, node, pool, service

HOSTILE = '"\\e[2J\\u202Eevil\\n"'
KINDS = (
    ("metallb.io/v1beta1", "IPAddressPool"),
    ("metallb.io/v1beta1", "L2Advertisement"),
    ("cilium.io/v2alpha1", "CiliumL2AnnouncementPolicy"),
    ("cilium.io/v2alpha1", "CiliumLoadBalancerIPPool"),
    ("v1", "Service"),
    ("v1", "Node"),
    ("v1", "ConfigMap"),
    ("apps/v1", "DaemonSet"),
)
ODD = ("null", "[]", "{}", "text", "1", "[[1]]", "{a: [b]}", "[null, 1, {}]", "!vault x")


@pytest.mark.parametrize(("group", "kind"), KINDS)
def test_objects_that_lack_or_have_odd_parts_are_read_as_far_as_they_go(group: str, kind: str) -> None:
    for key in ("metadata", "spec", "status", "data", "items"):
        for odd in ODD:
            linted({"a.yaml": f"apiVersion: {group}\nkind: {kind}\n{key}: {odd}\n"})


def test_names_that_would_move_the_cursor_are_written_out() -> None:
    found = linted(
        {
            "pool.yaml": pool(HOSTILE, "192.0.2.0/24"),
            "other.yaml": pool('"\\e[31mother"', "192.0.2.0/25") + "---\n" + advertisement(HOSTILE, "interfaces: [a]"),
            "all.yaml": advertisement("all"),
            "nodes.yaml": listing(node(HOSTILE)),
            "policy.yaml": policy(HOSTILE) + "---\n" + agent("1.16.0"),
            "web.yaml": service(f"d/{HOSTILE}", "externalTrafficPolicy: Local"),
            "vip.yaml": pod(vip_arp="true", svc_enable="true"),
        }
    )
    told = [text for each in found.faults for text in (each.fault.summary, each.fault.fix, *sides(each.fault.sides))]
    told += [text for each in found.undecided for text in (each.undecided.why, *sides(each.undecided.sides))]
    assert len(found.faults) > 3
    assert [text for text in told if not text.isprintable()] == []


def sides(several: object) -> list[str]:
    """What the sides of a fault say."""
    assert isinstance(several, tuple)
    return [str(each.says) for each in several]
