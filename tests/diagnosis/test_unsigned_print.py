"""What a print without MACs (tcpdump without -e) does not show is nobody's, and no argument."""

from datetime import UTC
from pathlib import Path

import arpwatch_k8s as aw
from arpwatch_k8s.diagnosis.finding import Outcome
from arpwatch_k8s.grades import Confidence
from arpwatch_k8s.report.formats.text import text
from tests.savefiles import VIP

OLD, NEW = "52:54:00:00:02:15", "52:54:00:00:02:16"
ASKED = "20:15:{at} ARP, Request who-has 192.0.2.80 tell {by}, length 28\n"
HELD = "20:15:{at} ARP, Reply 192.0.2.80 is-at {mac}, length 46\n"
PAIR = (
    "20:15:{at}4 ARP, Request who-has 192.0.2.80 (ff:ff:ff:ff:ff:ff) tell 192.0.2.80, length 46\n"
    "20:15:{at}5 ARP, Reply 192.0.2.80 is-at {mac}, length 46\n"
)
OWNED = ASKED.format(at="00.100000", by="192.0.2.10") + HELD.format(at="00.100200", mac=OLD)


def analysis(folder: Path, *lines: str) -> aw.Analysis:
    """What these lines show of the VIP."""
    path = folder / "dump.txt"
    path.write_text("".join(lines))
    return aw.analyze(path, vip=VIP)


def served(second: int, port: int, *more: str) -> str:
    """A handshake, and what came behind it."""
    there, back = f"192.0.2.10.{port} > 192.0.2.80.443", f"192.0.2.80.443 > 192.0.2.10.{port}"
    return "".join(
        f"20:15:{second:02d}.{number}00000 IP {words}, length 0\n"
        for number, words in enumerate(
            (
                f"{there}: Flags [S], seq 100, win 64240",
                f"{back}: Flags [S.], seq 9000, ack 101, win 65160",
                *(part.format(there=there, back=back) for part in more),
            )
        )
    )


def moved(second: int) -> tuple[str, ...]:
    """A move that is announced by pairs each 1.1 s, while another host asks each second and a third."""
    pairs = [(f"{second + n}.{4 + n}0000", NEW) for n in range(4)]
    questions = [f"{second + n}.{2 + n}00000" for n in range(4)]
    return tuple(
        ASKED.format(at=asked, by="192.0.2.23") + PAIR.format(at=at, mac=mac)
        for asked, (at, mac) in zip(questions, pairs, strict=True)
    )


def test_the_second_half_of_an_announcement_answers_nobody_late(tmp_path: Path) -> None:
    found = analysis(tmp_path, OWNED, *moved(10), *(served(20 + n, 41000 + n) for n in range(3)))
    assert "proxy-arp" not in {finding.rule for finding in found.verdict.findings}
    told = [step.text for finding in found.verdict.findings for step in finding.because]
    assert not any("were answered" in words for words in told)


def test_who_asks_in_vain_is_called_by_its_address_and_told_from_others(tmp_path: Path) -> None:
    asked = [
        ASKED.format(at=f"{10 + n}.{n}{part}0000", by=by)
        for n in range(6)
        for part, by in ((1, "192.0.2.23"), (5, "192.0.2.24"))
    ]
    found = analysis(tmp_path, OWNED, *asked)
    (finding,) = (finding for finding in found.verdict.findings if finding.rule == "vip-unanswered")
    assert "nobody answers 192.0.2.23 for 192.0.2.80: it asked 6 times" in finding.summary
    assert "2 such findings in all" in finding.summary


def test_nobody_is_said_to_have_forgotten_connections(tmp_path: Path) -> None:
    ended = "{back}: Flags [R], seq 1, win 0"
    found = analysis(tmp_path, OWNED, *(served(20 + n, 41000 + n, ended) for n in range(4)))
    assert "conntrack-lost" not in {finding.rule for finding in found.verdict.findings}


def test_an_unprinted_mac_is_not_another_than_the_owners(tmp_path: Path) -> None:
    found = analysis(tmp_path, OWNED, *(served(20 + n, 41000 + n) for n in range(4)))
    said = " ".join((found.verdict.summary, *found.verdict.caveats))
    assert found.verdict.outcome is not Outcome.HEALTHY
    assert f"the MAC that answered for {VIP} is not printed" in said
    assert "another MAC claimed it" not in said


def test_announcements_of_an_unprinted_form_are_told(tmp_path: Path) -> None:
    line = "    {n}   {n}.000000 52:54:00:00:02:15 → ff:ff:ff:ff:ff:ff ARP 42 Gratuitous ARP for 192.0.2.80 (Request)\n"
    found = analysis(tmp_path, *(line.format(n=n) for n in range(1, 6)))
    (speaker,) = found.result.case.speakers
    assert "5 announcements, whose form is not printed" in speaker.facts


def test_a_new_owner_is_not_said_to_have_kept_silent(tmp_path: Path) -> None:
    found = analysis(tmp_path, OWNED, *moved(10))
    (step,) = (finding.because[0].text for finding in found.verdict.findings if finding.rule == "handover")
    assert step.endswith("claimed it")
    assert "not announced" not in text(found.result, UTC)


def test_announcements_of_an_unprinted_form_leave_open_whose_fight_it_is(tmp_path: Path) -> None:
    line = "    {n}   {n}.000000 {mac} → ff:ff:ff:ff:ff:ff ARP 42 Gratuitous ARP for 192.0.2.80 (Reply)\n"
    found = analysis(tmp_path, *(line.format(n=n, mac=(OLD, NEW)[n % 2]) for n in range(1, 20)))
    (finding,) = (finding for finding in found.verdict.findings if finding.rule == "duplicate-address")
    assert finding.confidence is Confidence.LOW
    assert any("two-controllers" in words for words in finding.instead)
    assert "no SYN is seen to go to it" in finding.because[0].text
