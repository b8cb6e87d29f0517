"""A kube-vip that lost its lease left the VIP on its node: it answers and asks with it, and announces nothing.

node2 leads and announces every 3 s. node1 still has the address but serves it no more: it refuses. Whenever node1
answers an old client of its own, it asks for that client "tell VIP", which turns every host on the segment to node1
until node2's next announcement.
"""

from captures.lab.claimants import KubeVip, believe, forget, knock
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_S = 6.5
QUIET_S = 5.0
BETWEEN_S = 6.5


def stage(lab: Lab) -> None:
    orphan, owner = lab.nodes[0], lab.nodes[1]
    for node in lab.nodes[1:]:
        lab.program(node, lab.vip)
    before = KubeVip(lab, orphan)
    before.acquire(lab.vip)
    before.orphan(lab.vip)
    KubeVip(lab, owner).acquire(lab.vip)
    lab.wait(FIRST_S)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for client in (lab.hosts.other, *lab.nodes[2:4]):
            believe(lab, client, lab.vip, owner=orphan)
            knock(lab, client, lab.vip)
            lab.wait(BETWEEN_S)
        forget(lab, lab.hosts.proxy, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="orphan-address",
    story="node2 leads by kube-vip; node1 lost the lease but kept the VIP on its interface.",
    duration_s=32.0,
    stage=stage,
    requests_per_s=6.0,
)
