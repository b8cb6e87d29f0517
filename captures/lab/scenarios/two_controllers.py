"""MetalLB and kube-vip both believe that the service is theirs, on two nodes, and rewrite its status in turn.

kube-vip never stops announcing, every 3 s. Each time it sees MetalLB's status (without ports) it deletes and adds
the service, so MetalLB withdraws and announces again 0.3 s later with a burst of 5 s, and every node's kube-proxy is
without the service in between: connections begun then fail, whoever has the address. Kept connections end when the
proxy's packets move to the other node, which knows nothing of them.
"""

from captures.lab.claimants import KubeVip, forget
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
GAP_S = 0.3
BETWEEN_S = 6.0
ASKED_S = 1.0
ROUNDS = 4


def stage(lab: Lab) -> None:
    owner, rival = lab.nodes[1], lab.nodes[0]
    lab.stand_up(owner)
    kube_vip = KubeVip(lab, rival)
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
    name="two-controllers",
    story="MetalLB on node2 and kube-vip on node1 both announce the VIP and rewrite the service in turn.",
    duration_s=36.0,
    stage=stage,
    requests_per_s=8.0,
)
