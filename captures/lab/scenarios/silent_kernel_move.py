"""The VIP, an address of the kernel's, moves without any announcement, and no harm is done.

An operator moves it by hand with `ip address`. The new owner's first packet to the proxy needs the proxy's MAC: its
kernel asks in the name of the VIP, and that question corrects the proxy's entry at once.
"""

from dataclasses import replace

from captures.lab.claimants import hold, release
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario
from captures.lab.users import call

QUIET_S = 8.0


def stage(lab: Lab) -> None:
    owner, heir = lab.nodes[1], lab.node(3)
    for node in lab.nodes:
        lab.program(node, lab.vip)
    hold(lab, owner, lab.vip)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        release(lab, owner, lab.vip)
        hold(lab, heir, lab.vip)
        lab.visit(lab.hosts.other, lab.vip)
        call(lab, heir, lab.hosts.proxy, source=lab.vip)
        lab.wait_out()


def shape(options: Options) -> Options:
    return replace(options, requests_per_s=5.0, clients_keeping=0)


SCENARIO = Scenario(
    name="silent-kernel-move",
    story="The VIP moves from node2 to node3 by hand; node3's own question for the proxy stands for an announcement.",
    duration_s=18.0,
    stage=stage,
    shape=shape,
)
