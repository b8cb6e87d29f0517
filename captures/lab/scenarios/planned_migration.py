"""A service is moved from MetalLB to kube-vip: two families announce it, one after the other. That is no fight."""

from captures.lab.claimants import KubeVip
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

BETWEEN_S = 1.5
"From the end of MetalLB's announcing to kube-vip's lease."


def stage(lab: Lab) -> None:
    before, after = lab.nodes[1], lab.nodes[0]
    lab.stand_up(before)
    kube_vip = KubeVip(lab, after)
    with lab.recording(), lab.load():
        lab.wait(3.0)
        # One more reconcile, so that the capture shows who announced before.
        lab.announce(before, lab.vip)
        lab.wait(8.0)
        lab.withdraw(before, lab.vip)
        lab.wait(BETWEEN_S)
        kube_vip.acquire(lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="planned-migration",
    story="The VIP is moved from MetalLB on node2 to kube-vip on node1, once and for good.",
    duration_s=32.0,
    stage=stage,
    requests_per_s=6.0,
    clients_keeping=0,
)
