"""The proxy's link is a trunk: the segment comes with tag 200, and the VIP moves on it once, without harm."""

from dataclasses import replace

from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

VLAN = 200
QUIET_S = 7.0


def stage(lab: Lab) -> None:
    owner, heir = lab.nodes[1], lab.node(3)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        lab.withdraw(owner, lab.vip)
        lab.announce(heir, lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, clients_keeping=0, vlan=options.vlan or VLAN)


SCENARIO = Scenario(
    name="vlan-trunk",
    story="On a trunk with VLAN 200 the VIP moves from node2 to node3 in one step; every request is answered.",
    duration_s=18.0,
    stage=stage,
    shape=shape,
)
