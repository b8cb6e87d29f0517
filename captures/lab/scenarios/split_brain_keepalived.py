"""keepalived on two nodes, VRRP lost between them: both are master, both have the VIP, both refresh it.

The backup takes over 3.6 s after the last advertisement it heard. garp_master_refresh, which is often set against
lost announcements, then makes the two announce against each other for as long as it lasts.
"""

from captures.lab.claimants import Keepalived, deafen
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

SETTLE_S = 9.5
"From the start of the first to the end of its second burst."
QUIET_S = 6.0
REFRESH_S = 4


def stage(lab: Lab) -> None:
    master, backup = lab.nodes[0], lab.nodes[1]
    for node in lab.nodes:
        lab.program(node, lab.vip)
    for node, priority in ((master, 150), (backup, 100)):
        Keepalived(lab, node, lab.vip, priority=priority, refresh_s=REFRESH_S).start()
    lab.wait(SETTLE_S)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        for node in (master, backup):
            deafen(lab, node, lab.vip)
        lab.wait_out()


SCENARIO = Scenario(
    name="split-brain-keepalived",
    story="VRRP is lost between node1 and node2: both are master of the VIP and refresh it.",
    duration_s=32.0,
    stage=stage,
    requests_per_s=6.0,
)
