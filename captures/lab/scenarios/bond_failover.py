"""The owner's link fails over: its kernel announces the node's own address and the VIP within a millisecond.

As a bond with one MAC does. It is the same node and the same MAC; a third form of announcement beside kube-vip's two.
"""

from captures.lab.claimants import KubeVip, fail_over_link
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_S = 6.5


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    KubeVip(lab, owner).acquire(lab.vip)
    lab.wait(FIRST_S)
    with lab.recording(), lab.load():
        for _ in range(2):
            lab.wait(lab.options.duration_s / 3)
            fail_over_link(lab, owner, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="bond-failover",
    story="The owner's link fails over twice; its kernel announces the node's address and the VIP.",
    duration_s=24.0,
    stage=stage,
    requests_per_s=6.0,
)
