"""The owner hangs: from one frame to the next nothing comes from it any more, no answer, no ARP, no ICMP.

Its link stays up, so nobody knows. After some seconds the others miss it (MetalLB's speakers in their member list) and
node3 takes the VIP over. What was open then is lost with the node.
"""

from dataclasses import replace

from captures.lab.faults import hang, hurry_neighbors
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 7.0
MISSED_S = 11.0


def stage(lab: Lab) -> None:
    owner, heir = lab.nodes[1], lab.node(3)
    # Within the hang its entry for the VIP grows old, and the proxy asks the owner, then everybody.
    hurry_neighbors(lab, lab.hosts.proxy, reachable_s=4.0, delay_s=1)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        hang(lab, owner)
        lab.wait(MISSED_S)
        lab.announce(heir, lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="owner-silent",
    story="node2 hangs with the VIP; nothing comes from it, and node3 takes over 11 s later.",
    duration_s=28.0,
    stage=stage,
    shape=shape,
)
