"""A flood costs no memory and hides no VIP; what it cost is counted."""

from arpwatch_k8s.monitor.clock import StepDetector
from arpwatch_k8s.monitor.intake import Intake, Rates
from arpwatch_k8s.monitor.moves import codes_of
from tests.monitor.watching import NUMBER, rows
from tests.savefiles import MAC_A, NS, VIP, announcement, exchange

OTHERS = [(NS + i, announcement(MAC_A, f"198.51.{i // 250}.{i % 250 + 1}")) for i in range(1000)]
MINE = [(NS + 2000 + i, announcement(MAC_A)) for i in range(20)]


def test_others_are_cut_to_their_rate_and_the_vips_rows_all_come_in() -> None:
    intake, flood = Intake(Rates(vips=100, others=50)), rows(OTHERS + MINE)
    codes = codes_of(flood, [NUMBER])
    let_in = intake.take(flood, codes, NS)
    assert len(let_in) == 50 + 20
    assert intake.left_out == 950
    assert len(intake.take(flood, codes, NS + 5)) == 20
    assert len(intake.take(flood, codes, 2 * NS)) == 70


def test_what_is_let_in_holds_nothing_of_what_is_not() -> None:
    flood = rows(OTHERS + MINE)
    let_in = Intake(Rates(vips=100, others=50)).take(flood, codes_of(flood, [NUMBER]), NS)
    assert all(len(column.base if column.base is not None else column) == 70 for column in let_in.columns.values())
    assert len(let_in.addresses) == 51
    assert {let_in.addresses.text(code) for code in let_in["sender_ip"][50:].tolist()} == {VIP}


def test_a_vips_own_flood_is_bounded_too() -> None:
    flood = rows([(NS + i, announcement(MAC_A)) for i in range(500)])
    intake = Intake(Rates(vips=100, others=50))
    assert len(intake.take(flood, codes_of(flood, [NUMBER]), NS)) == 100
    assert intake.left_out == 400


def test_connections_of_a_vip_are_its_rows() -> None:
    batch = rows(exchange(NS, 40000))
    intake = Intake(Rates(vips=100, others=0))
    assert len(intake.take(batch, codes_of(batch, [NUMBER]), NS)) == len(batch) > 0


def test_after_the_clock_was_set_rows_of_the_other_clock_stay_out() -> None:
    intake, hour = Intake(), 3600 * NS
    now = 10 * hour
    batch = rows([(t, announcement(MAC_A, VIP)) for t in (now - 1 * NS, now, now + 1 * NS, now + hour, now - hour)])
    assert len(intake.take(batch, {}, now)) == 5
    intake.begin(now)
    assert len(intake.take(batch, {}, now)) == 3
    assert intake.mistimed == 2


def test_a_step_of_the_clock_is_seen_and_drift_is_none() -> None:
    steps, second = StepDetector(), NS
    wall, steady = 1_000 * second, 7 * second
    assert steps.step(wall, steady) == 0
    assert steps.step(wall + 10 * second + 5_000_000, steady + 10 * second) == 0
    assert steps.step(wall + 3611 * second, steady + 11 * second) == 3600 * second - 5_000_000
    assert steps.step(wall + 12 * second, steady + 12 * second) == -3600 * second
    assert steps.step(wall + 13 * second, steady + 13 * second) == 0
