"""Two nodes hold kube-vip's lease at once, and announce against each other every 3 s.

node1 lost its connection to the API and goes on; node2 got the lease when it ran out. Both have the address.
"""

from captures.lab.claimants import KubeVip
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_S = 5.0
HALF_A_TICK_S = 1.5
"kube-vip ticks from its start on: by chance both might announce as one."
QUIET_S = 6.0


def stage(lab: Lab) -> None:
    first, second = lab.nodes[0], lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    KubeVip(lab, first).acquire(lab.vip)
    lab.wait(HALF_A_TICK_S)
    follower = KubeVip(lab, second)
    lab.wait(FIRST_S)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        follower.acquire(lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="split-brain-kubevip",
    story="kube-vip leads on node1 and on node2: each announces the VIP every 3 s.",
    duration_s=30.0,
    stage=stage,
    requests_per_s=6.0,
)
