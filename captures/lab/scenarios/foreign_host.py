"""A host that is no node has the VIP as its own address, and says so whenever its link changes.

Its kernel then announces it (arp_notify). It serves nothing: connections are refused there until
MetalLB's next reconcile.
"""

from captures.lab.claimants import fail_over_link, rename
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
LOST_S = 4.0
BETWEEN_S = 9.0


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        rename(lab, lab.hosts.other, lab.vip)
        for _ in range(2):
            fail_over_link(lab, lab.hosts.other, lab.vip)
            lab.wait(LOST_S)
            lab.announce(owner, lab.vip)
            lab.wait(BETWEEN_S)
        lab.wait_out()


SCENARIO = Scenario(
    name="foreign-host",
    story="A host that is no node is configured with the VIP and announces it when its link fails over.",
    duration_s=36.0,
    stage=stage,
    requests_per_s=6.0,
)
