"""Two clusters use the same VRRP group number on one segment, each for a VIP of its own, and disturb each other.

keepalived throws away an advertisement that lists another address, but hearing one puts off its own. The master of
lower priority goes on; the other's advertisements become so rare that its backup takes over and is sent back within a
millisecond, again and again, and each time announces.
"""

from dataclasses import replace

from captures.lab.claimants import Keepalived
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

SETTLE_S = 9.5
"From the start of the first to the end of its second burst."


def shape(options: Options) -> Options:
    return replace(options, vips=(options.vips[0], options.vips[0] + 1))


def stage(lab: Lab) -> None:
    one, other = lab.options.vips
    for number, node in enumerate(lab.nodes):
        vip = one if number < len(lab.nodes) // 2 else other
        lab.program(node, vip)
        Keepalived(lab, node, vip, priority=150 - 10 * number).start()
    lab.wait(SETTLE_S)
    with lab.recording(), lab.load():
        lab.wait_out()


SCENARIO = Scenario(
    name="vrid-collision",
    story="Two clusters have one VRRP group number: the first's backup takes over again and again.",
    duration_s=28.0,
    stage=stage,
    requests_per_s=6.0,
    shape=shape,
)
