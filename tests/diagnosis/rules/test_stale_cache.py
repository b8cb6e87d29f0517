"""SYNs that go on to the old owner, and what may."""

from pathlib import Path

from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Severity
from tests.diagnosis.cast import USUAL as CAST
from tests.diagnosis.cast import Cast, found, owned, verdict, why_not
from tests.diagnosis.scripts import stale
from tests.savefiles import NS
from tests.speakers.programs import advert

RULE = "stale-cache"


def test_syns_to_the_old_owner_long_after_the_move_are_the_cause_where_they_fail(tmp_path: Path) -> None:
    told = verdict(tmp_path, CAST, *stale(CAST))
    (finding,) = found(told, RULE)
    assert (told.cause, finding.severity, finding.failed) == (RULE, Severity.WARNING, 2)
    assert "up to 14.0 s after" in finding.summary


def test_where_the_old_owner_still_serves_it_is_a_note(tmp_path: Path) -> None:
    frames = [CAST.announce(10, 1), *CAST.served(11, 42000, node=1), *CAST.served(20, 41000, node=0, back=1)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    (finding,) = found(told, RULE)
    assert (told.outcome, finding.severity, finding.failed) == (Outcome.HEALTHY, Severity.INFO, 0)
    assert f"it did no harm, since each was answered, by {CAST.macs[1]}" in finding.summary


def test_what_still_waits_at_the_end_was_not_served(tmp_path: Path) -> None:
    frames = [CAST.announce(10, 1), *CAST.served(11, 42000, node=1), CAST.send(20, "S", 41000, 1000)]
    (finding,) = found(verdict(tmp_path, CAST, *owned(CAST), *frames, CAST.bystander(21)), RULE)
    assert "no harm" not in finding.summary
    assert "1 without an answer" in finding.summary


def test_open_connections_may_go_on_by_the_old_mac(tmp_path: Path) -> None:
    frames = [*CAST.opened(5, 41000), CAST.announce(10, 1), *CAST.served(11, 42000, node=1)]
    frames += [CAST.send(20, "PA", 41000, 1201, 9501, data=50), CAST.send(21, "FA", 41000, 1251, 9501)]
    told = verdict(tmp_path, CAST, *owned(CAST), *frames)
    assert found(told, RULE) == []
    assert "no SYN went to an old owner" in why_not(told, RULE)


def test_syns_within_the_handover_are_of_the_handover(tmp_path: Path) -> None:
    frames = [CAST.announce(10, 1), *CAST.lost(10.5, 41000)[:2], *CAST.served(15, 42000, node=1)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []


def test_a_sender_that_was_told_nothing_is_not_stale(tmp_path: Path) -> None:
    """The new owner's only claim is an answer to somebody else."""
    other = Cast(client=CAST.other, client_mac=CAST.other_mac)
    frames = [other.reply(10, 1), *CAST.served(20, 41000)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []


def test_a_vip_that_came_back_is_not_stale(tmp_path: Path) -> None:
    frames = [CAST.announce(10, 1), *CAST.served(11, 42000, node=1), CAST.announce(40, 0), *CAST.served(45, 41000)]
    assert found(verdict(tmp_path, CAST, *owned(CAST), *frames), RULE) == []


def test_an_advertisement_of_vrrp_tells_no_cache(tmp_path: Path) -> None:
    """It names the new owner to routers; the sender goes on by what it was told in ARP."""
    adverts = [(round((CAST.start + second) * NS), advert(CAST.macs[1], CAST.nodes[1])) for second in range(10, 30)]
    told = verdict(tmp_path, CAST, *owned(CAST), *adverts, *CAST.served(20, 41000))
    assert found(told, RULE) == []


def test_what_the_new_owner_refuses_as_well_is_not_for_a_stale_cache(tmp_path: Path) -> None:
    frames = [CAST.announce(10, 1), *CAST.served(11, 42000, node=1), *CAST.served(13, 41000, node=0)]
    for node, start in ((0, 20.0), (1, 20.8)):
        for i in range(4):
            port = 43000 + 10 * node + i
            frames.append(CAST.send(start + 0.1 * i, "S", port, 1000, node=node))
            frames.append(CAST.back(start + 0.001 + 0.1 * i, "RA", port, 0, 1001, node=node, ttl=63))
    told = verdict(tmp_path, CAST, *owned(CAST), *frames, CAST.bystander(30))
    (finding,) = found(told, RULE)
    assert (told.cause == RULE, finding.severity, finding.failed) == (False, Severity.INFO, 0)
    assert "failed at the new owner as well" in finding.summary
