"""kube-proxy in IPVS mode without strictARP: every node has the VIP and every kernel answers for it.

Stood in for by VIP/32 on every node's lo. Only node2 is announced, by MetalLB, and only node2 has an endpoint
(externalTrafficPolicy Local): who takes another node's answer is refused there, until MetalLB announces again. The
proxy takes whichever answer is first.
"""

from captures.lab.claimants import forget, hold
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_BURST_S = 6.0
QUIET_S = 6.0
LOST_S = 1.2
BETWEEN_S = 5.5


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        hold(lab, node, lab.vip, interface="lo")
    lab.program(owner, lab.vip)
    lab.announce(owner, lab.vip)
    lab.wait(FIRST_BURST_S)
    with lab.recording(), lab.load():
        lab.wait(LOST_S)
        lab.announce(owner, lab.vip)
        lab.wait(QUIET_S)
        for _ in range(3):
            forget(lab, lab.hosts.proxy, lab.vip)
            lab.wait(LOST_S)
            lab.announce(owner, lab.vip)
            lab.wait(BETWEEN_S)
        lab.wait_out()


SCENARIO = Scenario(
    name="every-node-answers",
    story="IPVS without strictARP: every node answers for the VIP, one announces it and has the endpoint.",
    duration_s=32.0,
    stage=stage,
    requests_per_s=6.0,
)
