"""The VIP stays where it is and its service has no endpoints for a while: kube-proxy rejects it.

The owner answers each SYN with ICMP port-unreachable (3/3), from its own address. It quotes the SYN with TTL 63: the
packet was on its way through the node, since a MetalLB address is on no interface.
"""

from dataclasses import replace

from captures.lab.faults import lose_endpoints, regain_endpoints
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 7.0
EMPTY_S = 6.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for node in lab.nodes:
            lose_endpoints(lab, node, lab.vip)
        lab.wait(EMPTY_S)
        for node in lab.nodes:
            regain_endpoints(lab, node, lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=6.0)


SCENARIO = Scenario(
    name="backend-rejects",
    story="node2 owns the VIP throughout; the service has no endpoints for 6 s and is rejected with ICMP 3/3.",
    duration_s=22.0,
    stage=stage,
    shape=shape,
)
