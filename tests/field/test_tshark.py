"""What tshark's fields are read as."""

from tests.field import tshark
from tests.field.alarm import SEVERAL_HOSTS, Alarm, Start

START = Start(frame_s=1795616258.0, played_s=1795616258.0)


def line(*, arp: tuple[str, str] = ("", ""), ip: tuple[str, str] = ("", ""), severity: str, message: str) -> str:
    """A frame, 9 s behind the first."""
    return "\t".join(("1795616267.000000000", *arp, *ip, "", "", severity, message)) + "\n"


def test_a_duplicate_address_is_about_the_address_in_the_message() -> None:
    text = line(
        arp=("192.0.2.10", "192.0.2.80"), severity="6291456", message="Duplicate IP address configured (192.0.2.80)"
    )
    assert tshark.alarms(text, START) == [
        Alarm(time_s=9.0, addresses=("192.0.2.80",), kind=tshark.DUPLICATE, causes=SEVERAL_HOSTS)
    ]


def test_a_warning_of_a_segment_is_about_both_its_ends() -> None:
    text = line(ip=("192.0.2.10", "192.0.2.80"), severity="6291456", message="Connection reset (RST)")
    assert tshark.alarms(text, START) == [
        Alarm(time_s=9.0, addresses=("192.0.2.10", "192.0.2.80"), kind="Connection reset (RST)")
    ]


def test_of_several_messages_those_that_warn_count() -> None:
    text = line(
        ip=("192.0.2.22|192.0.2.10", "192.0.2.10|192.0.2.80"),
        severity="2097152|6291456|8388608",
        message="Connection establish request (SYN)|Previous segment(s) not captured|Malformed Packet 7",
    )
    assert [(alarm.kind, alarm.addresses) for alarm in tshark.alarms(text, START)] == [
        ("Previous segment(s) not captured", ("192.0.2.22", "192.0.2.10", "192.0.2.80")),
        ("Malformed Packet N", ("192.0.2.22", "192.0.2.10", "192.0.2.80")),
    ]


def test_what_it_says_of_itself_is_no_frame() -> None:
    assert tshark.alarms('Running as user "root" and group "root". This could be dangerous.\n', START) == []
