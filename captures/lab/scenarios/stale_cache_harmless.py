"""The VIP moves, the proxy goes on sending to the old owner, and nothing fails: kube-proxy serves on every node."""

from dataclasses import replace

from captures.lab.faults import ignore_announcements
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0


def stage(lab: Lab) -> None:
    owner, heir = lab.nodes[1], lab.node(3)
    ignore_announcements(lab, lab.hosts.proxy)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lab.withdraw(owner, lab.vip)
        lab.announce(heir, lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0)


SCENARIO = Scenario(
    name="stale-cache-harmless",
    story="The VIP moves from node2 to node3; the proxy still sends to node2, which serves it as well.",
    duration_s=20.0,
    stage=stage,
    shape=shape,
)
