"""nopreempt on an instance that begins as MASTER."""

import pytest

from tests.lint.checks.keepalived.conf import MASTER, instance
from tests.lint.linting import faults, undecided

ID = "keepalived-nopreempt-master"


@pytest.mark.parametrize("keyword", ["nopreempt", "preempt_delay 300"])
def test_a_master_that_asks_not_to_preempt_is_told(keyword: str) -> None:
    text = instance("state MASTER", keyword, *MASTER)
    assert faults({"lb1/keepalived.conf": text}, ID) == [["lb1/keepalived.conf:5", "lb1/keepalived.conf:6"]]


@pytest.mark.parametrize("lines", [("state BACKUP", "nopreempt"), ("nopreempt",), ("state MASTER", "preempt_delay 0")])
def test_a_backup_may(lines: tuple[str, ...]) -> None:
    text = instance(*lines, *MASTER)
    assert faults({"lb1/keepalived.conf": text}, ID) == []
    assert undecided({"lb1/keepalived.conf": text}, ID) == []


def test_a_state_that_is_not_known_is_undecided() -> None:
    text = instance("state $STATE", "nopreempt", *MASTER)
    assert undecided({"lb1/keepalived.conf": text}, ID) == [
        "whether VI_1 of lb1 begins as MASTER, where nopreempt has no effect"
    ]
