"""kube-vip's lease goes from one node to another; the first announcement comes up to 3 s later, as it always does.

The old node takes the address away in silence. With kube-proxy on every node, it still serves what the proxy sends
it until the announcement comes.
"""

from captures.lab.claimants import KubeVip
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_S = 6.5


def stage(lab: Lab) -> None:
    for node in lab.nodes:
        lab.program(node, lab.vip)
    before, after = (KubeVip(lab, node) for node in lab.nodes[:2])
    before.acquire(lab.vip)
    lab.wait(FIRST_S)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 3)
        before.lose(lab.vip)
        after.acquire(lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="kubevip-move",
    story="kube-vip's lease goes from node1 to node2, which announces up to 3 s later.",
    duration_s=26.0,
    stage=stage,
    requests_per_s=6.0,
    clients_keeping=0,
)
