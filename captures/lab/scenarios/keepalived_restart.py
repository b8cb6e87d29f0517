"""keepalived is restarted on the master: the VIP goes to the backup and comes back, each time cleanly.

At its end the master says so with priority 0, and the backup takes over within its skew, 0.6 s. Started again, it
takes the VIP back by its priority. Two handovers, and no contest.
"""

from captures.lab.claimants import Keepalived
from captures.lab.lab import Lab
from captures.lab.scenarios.scenario import Scenario

SETTLE_S = 9.5
"From the start of the first to the end of its second burst."
QUIET_S = 5.0
DOWN_S = 8.0


def stage(lab: Lab) -> None:
    for node in lab.nodes:
        lab.program(node, lab.vip)
    master, backup = (
        Keepalived(lab, node, lab.vip, priority=priority)
        for node, priority in zip(lab.nodes[:2], (150, 100), strict=True)
    )
    master.start()
    backup.start()
    lab.wait(SETTLE_S)
    with lab.recording(), lab.load():
        lab.wait(QUIET_S)
        master.stop()
        lab.wait(DOWN_S)
        master.start()
        lab.wait_out()


SCENARIO = Scenario(
    name="keepalived-restart",
    story="keepalived restarts on node1: the VIP goes to node2 and comes back, cleanly.",
    duration_s=30.0,
    stage=stage,
    requests_per_s=6.0,
    clients_keeping=0,
)
