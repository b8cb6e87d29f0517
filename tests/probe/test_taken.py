"""Which addresses of pools are taken, and by whom."""

from arpwatch_k8s.evidence.table import parse_mac
from arpwatch_k8s.inventory import Inventory, learn, parse_node
from arpwatch_k8s.inventory.given import Known
from arpwatch_k8s.probe.answers import Answer, Nagios, Probed, probed
from arpwatch_k8s.probe.pool import named
from arpwatch_k8s.probe.taken import Survey, check, document, lines
from tests.monitor.watching import rows
from tests.savefiles import MAC_A, MAC_B, announcement

A, B = parse_mac(MAC_A), parse_mac(MAC_B)
STRANGERS = Inventory((), {})
NAMED = learn(rows([(1, announcement(MAC_A))]), [], Known(nodes=(parse_node(f"node1={MAC_A}"),)))


def at(last: int, *macs: int) -> Probed:
    """192.0.2.LAST, and who answers for it."""
    return probed(f"192.0.2.{last}", 3, [Answer(mac=mac, question=0, late_ns=1) for mac in macs])


def survey(*found: Probed, names: Inventory = STRANGERS, asked: int = 3) -> Survey:
    return Survey(
        pools=(named("192.0.2.80-192.0.2.99"),),
        found=found,
        asked={each.vip: 1 if each.owners else asked for each in found},
        names=names,
    )


def test_a_pool_that_nobody_answers_for_is_well_and_is_not_called_free() -> None:
    line, state = check(survey(at(80), at(81)))
    assert state is Nagios.OK
    assert "0 of 2 addresses taken, for 2 nobody answers (3 questions each)" in line
    assert "free" not in line


def test_an_address_that_a_stranger_has_is_critical_and_one_that_a_named_node_has_is_not() -> None:
    assert check(survey(at(80, A), at(81)))[1] is Nagios.CRITICAL
    assert check(survey(at(80, A), at(81), names=NAMED))[1] is Nagios.OK
    assert check(survey(at(80, B), at(81), names=NAMED))[1] is Nagios.CRITICAL
    assert check(survey(at(80, A, B), names=NAMED))[1] is Nagios.CRITICAL
    first, *_ = lines(survey(at(80, A), names=NAMED))
    assert first == (
        f"192.0.2.80 is taken by node1 ({MAC_A}): a node that was named, which may announce it for the cluster "
        "[192.0.2.80-192.0.2.99]"
    )


def test_what_was_not_asked_for_is_unknown() -> None:
    ended = survey(at(80), at(81), asked=0)
    assert check(ended)[1] is Nagios.UNKNOWN
    assert list(lines(ended))[-1].endswith(", 2 not asked for")


def test_a_host_that_answers_for_most_is_remarked() -> None:
    every = survey(*(at(last, A) for last in range(80, 90)), at(90))
    assert f"{MAC_A} answers for 10 of 11 addresses, as a router with proxy_arp does" in list(lines(every))
    assert document("eth0", every)["answers_for_many"] == [{"mac": MAC_A, "node": None, "addresses": 10}]
    assert document("eth0", survey(at(80, A), at(81)))["answers_for_many"] == []


def test_the_document_has_each_taken_address_with_its_owners() -> None:
    made = document("eth0", survey(at(80, A), at(81), names=NAMED))
    assert (made["addresses"], made["unanswered"], made["not_asked"]) == (2, 1, 0)
    assert made["taken"] == [
        {
            "address": "192.0.2.80",
            "pool": "192.0.2.80-192.0.2.99",
            "asked": 1,
            "expected": True,
            "owners": [{"mac": MAC_A, "node": "node1", "vendor": None, "this_host": False, "answered": 1}],
        }
    ]
