"""What files say is made safe before it is told."""

from tests.lint.checks.keepalived.conf import instance, pair
from tests.lint.linting import linted

ESCAPE = "\x1b[2J"


def test_no_control_character_of_a_file_is_told() -> None:
    lines = (
        f"interface eth0{ESCAPE}",
        f"virtual_router_id 5{ESCAPE}",
        f"advert_int {ESCAPE}1",
        "nopreempt",
        "state MASTER",
    )
    one, other = (
        instance(
            *lines,
            f"priority {number}{ESCAPE}",
            name=f"VI{ESCAPE}",
            vips=(f"192.0.2.80/24{ESCAPE}", f"192.0.2.{number}"),
        )
        for number in (7, 9)
    )
    strict = "global_defs {\n vrrp_strict\n}\n"
    texts = pair(one + instance(*lines, general=strict, name=f"X{ESCAPE}"), other)
    texts["lb1/sysctl.conf"] = f"net.ipv4.conf.eth0{ESCAPE}.arp_ignore = 8\nnet.ipv4.conf.e{ESCAPE}.proxy_arp = 1\n"
    told = linted(texts)
    assert told.faults
    words = [
        word
        for each in told.faults
        for word in (each.fault.summary, each.fault.fix, *(s.says for s in each.fault.sides))
    ]
    words += [each.undecided.why for each in told.undecided]
    assert [word for word in words if ESCAPE in word] == []
