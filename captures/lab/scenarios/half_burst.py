"""The capture begins in the middle of MetalLB's burst, and sees one more: one pair alone is no other program's."""

from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

INTO_BURST_S = 3.8
"One pair of the first burst is left."


def stage(lab: Lab) -> None:
    owner = lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    lab.announce(owner, lab.vip)
    lab.wait(INTO_BURST_S)
    with lab.recording(), lab.load():
        lab.wait(lab.options.duration_s / 2)
        lab.announce(owner, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="half-burst",
    story="The capture begins in the middle of MetalLB's burst from node2; later there is a whole one.",
    duration_s=20.0,
    stage=stage,
    requests_per_s=6.0,
)
