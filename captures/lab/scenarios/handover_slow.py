"""kube-vip's lease runs out before another node takes it: for 6 s nobody has the VIP.

The old node took the address away and its service is gone with it (it is drained): it forwards what the proxy still
sends, finds nobody, and says host-unreachable after three ARP probes.
"""

from captures.lab.claimants import KubeVip
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_S = 6.5
NOBODY_S = 6.0


def stage(lab: Lab) -> None:
    drained = lab.nodes[0]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    before, after = (KubeVip(lab, node) for node in lab.nodes[:2])
    before.acquire(lab.vip)
    lab.wait(FIRST_S)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 3)
        before.lose(lab.vip)
        lab.unprogram(drained, lab.vip)
        lab.wait(NOBODY_S)
        after.acquire(lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="handover-slow",
    story="kube-vip's lease runs out on node1 6 s before node2 gets it; nobody has the VIP meanwhile.",
    duration_s=30.0,
    stage=stage,
    requests_per_s=6.0,
)
