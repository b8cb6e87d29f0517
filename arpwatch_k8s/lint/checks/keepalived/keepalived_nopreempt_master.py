"""nopreempt or preempt_delay on an instance that begins as MASTER: keepalived clears both."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from arpwatch_k8s.grades import Severity
from arpwatch_k8s.lint.check import Check
from arpwatch_k8s.lint.checks.keepalived.words import named, sides
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.fault import Fault, Told, Undecided


def look(facts: Facts) -> Iterator[Told]:
    """Each instance that asks not to preempt."""
    for each in facts.keepalived:
        keyword = "nopreempt" if each.setting("nopreempt").is_on else "preempt_delay"
        asked, state = each.setting(keyword), each.setting("state")
        if asked.is_known and not asked.is_on and not asked.number:
            continue
        if not state.is_known or not asked.is_known:
            yield Undecided(
                why=f"whether {named(each)} begins as MASTER, where {keyword} has no effect",
                sides=sides(each, "state", keyword),
            )
        elif state.text.upper() == "MASTER":
            yield Fault(
                summary=f"{named(each)} says {keyword}, and begins as MASTER: keepalived clears {keyword}, so this "
                "host takes the addresses back as soon as it comes up",
                sides=sides(each, "state", keyword),
                fix="state BACKUP, on all hosts of the virtual router: their priorities decide who begins",
            )


CHECK: Final = Check(
    id="keepalived-nopreempt-master",
    title="nopreempt has no effect on an instance that begins as MASTER",
    severity=Severity.WARNING,
    look=look,
    why="keepalived clears nopreempt and preempt_delay where the initial state is MASTER, with a line in its log. "
    "Whoever wrote them wanted no second move of the addresses after a failover; there will be one.",
    wire="After a host comes back, the VIP moves to it at once: announcements from its MAC, right after its first "
    "advertisement.",
    rules=("flapping",),
    taught_by=("keepalived.conf(5): the initial state must not be MASTER", "keepalived#1515"),
)
