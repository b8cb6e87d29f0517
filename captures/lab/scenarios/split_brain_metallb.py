"""MetalLB's speakers lose each other: each side has an owner, and each change of membership makes both announce.

Without the other side's members the election comes to node3 there and stays with node2 here; both announce for 5 s
within milliseconds of each other, as both reconcile for the same event. Then there is silence, while both answer. A
second event shows the same. When they see each other again node3 withdraws in silence and node2 announces.
"""

from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

QUIET_S = 6.0
PARTED_S = 11.5
"From one event to the next: two bursts less than 10 s apart, which is one contest."


def stage(lab: Lab) -> None:
    owner, other = lab.nodes[1], lab.node(3)
    lab.stand_up(owner)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for _ in range(2):
            lab.announce(other, lab.vip)
            lab.announce(owner, lab.vip)
            lab.wait(PARTED_S)
        lab.withdraw(other, lab.vip)
        lab.announce(owner, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="split-brain-metallb",
    story="MetalLB's members lose each other: node2 and node3 both own the VIP, and announce at each change.",
    duration_s=38.0,
    stage=stage,
    requests_per_s=6.0,
)
