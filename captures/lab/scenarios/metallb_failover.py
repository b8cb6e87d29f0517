"""MetalLB's election moves the VIP from one node to another, cleanly: the old one is silent, the new one announces."""

from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario


def stage(lab: Lab) -> None:
    before, after = lab.nodes[1], lab.node(3)
    lab.stand_up(before)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 3)
        lab.withdraw(before, lab.vip)
        lab.announce(after, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="metallb-failover",
    story="MetalLB moves the VIP from node2 to node3, which announces it.",
    duration_s=24.0,
    stage=stage,
    requests_per_s=6.0,
    clients_keeping=0,
)
