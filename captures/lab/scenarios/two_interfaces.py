"""One node has two interfaces in the segment, and MetalLB announces from both, in lockstep.

Two MACs for one VIP, which is no contest: both are node2's, and both answer for node2's own address too. A client stays
with whichever it heard last, and either serves.
"""

from captures.lab.claimants import MetalLB, ask, second_interface
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

FIRST_BURST_S = 6.0
SECOND = "eth1"


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    second_interface(lab, owner, lab.vip, name=SECOND)
    speaker = MetalLB(lab, owner, interfaces=(lab.options.interface, SECOND))
    speaker.announce(lab.vip)
    lab.wait(FIRST_BURST_S)
    with lab.recording(), lab.load():
        # An operator on the proxy asks for the node: one address, which two MACs answer for.
        ask(lab, lab.hosts.proxy, owner.address)
        for _ in range(2):
            lab.wait(lab.options.duration_s / 3)
            speaker.announce(lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="two-interfaces",
    story="node2 has two interfaces in the segment; MetalLB announces the VIP from both at once.",
    duration_s=27.0,
    stage=stage,
    requests_per_s=6.0,
)
