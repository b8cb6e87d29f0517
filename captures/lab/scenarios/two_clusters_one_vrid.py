"""Two clusters use the same VRRP group number on one segment, each for a VIP of its own, and do not hear each other.

Their nodes' firewalls let through the advertisements of their own cluster only. One group from two sources is no
split brain when their addresses differ; where they do hear each other, see `vrid_collision`.
"""

from dataclasses import replace

from captures.lab.claimants import Keepalived, deafen
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

SETTLE_S = 9.5
"From the start of the first to the end of its second burst."


def shape(options: Options) -> Options:
    return replace(options, vips=(options.vips[0], options.vips[0] + 1))


def stage(lab: Lab) -> None:
    one, other = lab.options.vips
    half = len(lab.nodes) // 2
    for number, node in enumerate(lab.nodes):
        vip = one if number < half else other
        lab.program(node, vip)
        deafen(lab, node, vip, to=[host for host in lab.nodes if (host in lab.nodes[:half]) != (number < half)])
        Keepalived(lab, node, vip, priority=150 - 10 * number).start()
    lab.wait(SETTLE_S)
    with lab.recording(), lab.load():
        lab.wait_out()


SCENARIO = Scenario(
    name="two-clusters-one-vrid",
    story="Two clusters have one VRRP group number and a VIP each; each has one master.",
    duration_s=20.0,
    stage=stage,
    requests_per_s=6.0,
    shape=shape,
)
