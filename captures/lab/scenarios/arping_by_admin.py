"""An operator announces the VIP by hand from the node that has it: a second form from one MAC, no second speaker."""

from captures.lab.claimants import KubeVip, arping
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_S = 6.5
COUNT = 4


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    KubeVip(lab, owner).acquire(lab.vip)
    lab.wait(FIRST_S)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 2)
        arping(lab, owner, lab.vip, count=COUNT)
        lab.wait_out()


SCENARIO = Scenario(
    name="arping-by-admin",
    story="kube-vip announces the VIP from node2, where an operator also runs arping -U.",
    duration_s=24.0,
    stage=stage,
    requests_per_s=6.0,
)
