"""MetalLB and kube-vip both believe that the service is theirs, and both chose the same node.

The MAC never changes, and nobody sees a move; but every question gets two answers, from user space and from the
kernel, announcements of both forms never end, and each rewrite of the service's status takes it off every node's
kube-proxy for 0.3 s.
"""

from captures.lab.claimants import KubeVip, forget
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
GAP_S = 0.3
BETWEEN_S = 4.5
ASKED_S = 1.0
ROUNDS = 5


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    kube_vip = KubeVip(lab, owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        kube_vip.acquire(lab.vip)
        for number in range(ROUNDS):
            lab.wait(BETWEEN_S)
            if number == ROUNDS // 2:
                # Its question then gets two answers.
                forget(lab, lab.hosts.proxy, lab.vip)
                lab.wait(ASKED_S)
            lab.withdraw(owner, lab.vip)
            for node in lab.nodes:
                lab.unprogram(node, lab.vip)
            lab.wait(GAP_S)
            for node in lab.nodes:
                lab.program(node, lab.vip)
            lab.announce(owner, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="two-controllers-one-node",
    story="MetalLB and kube-vip both announce the VIP from node2: one MAC, two forms, no end.",
    duration_s=34.0,
    stage=stage,
    requests_per_s=8.0,
)
