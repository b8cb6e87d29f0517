"""Two clusters use the same VRRP group number on one segment, each for a VIP of its own, and disturb each other.

keepalived throws away an advertisement that lists another address or interval, but hearing one puts off its own. The
first cluster advertises less often, so its master never gets to: its backup takes over and is sent back within a
millisecond, again and again, and each time both announce.
"""

from dataclasses import replace

from captures.lab.claimants import Keepalived
from captures.lab.lab import Lab
from captures.lab.options import Options
from captures.lab.scenarios.scenario import Scenario

SLOW_S = 2
"Between two advertisements of the first cluster; with equal pace it is chance who puts off whom, and for how long."
SETTLE_S = 9.5
"From the start of the first to the end of its second burst."


def shape(options: Options) -> Options:
    return replace(options, vips=(options.vips[0], options.vips[0] + 1))


def stage(lab: Lab) -> None:
    one, other = lab.options.vips
    for number, node in enumerate(lab.nodes):
        first = number < len(lab.nodes) // 2
        vip, advert_s = (one, SLOW_S) if first else (other, 1)
        lab.program(node, vip)
        Keepalived(lab, node, vip, priority=150 - 10 * number, advert_s=advert_s).start()
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
