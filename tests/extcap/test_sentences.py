"""What Wireshark is answered."""

import pytest

from arpwatch_k8s.capture.live.interfaces import Interface
from arpwatch_k8s.extcap import sentences
from tests.cli.command import run

LO = Interface(name="lo", up=True, addresses=("127.0.0.1",))
DOWN = Interface(name="eth0", up=False, addresses=())
BARE = Interface(name="eth1", up=True, addresses=())
PROXY = Interface(name="eth2", up=True, addresses=("192.0.2.10",))


@pytest.mark.parametrize(
    ("there", "likely"), [((LO, DOWN, BARE, PROXY), "eth2"), ((LO, DOWN, BARE), "eth1"), ((LO, DOWN), None)]
)
def test_the_interface_that_is_up_and_has_an_address_is_the_default(
    there: tuple[Interface, ...], likely: str | None
) -> None:
    assert sentences.likeliest(there) == likely


def test_a_name_cannot_end_a_value_or_a_line() -> None:
    odd = Interface(name="a}b\n{c", up=True, addresses=())
    assert list(sentences.choices(0, [odd])) == ["value {arg=0}{value=a)b\\n(c}{display=a)b\\n(c (up)}{default=true}\n"]


def test_all_is_answered_in_one_call() -> None:
    words = ("--extcap-interfaces", "--extcap-version=4.4", "--extcap-interface", sentences.RECORDING)
    done = run("extcap", *words, "--extcap-dlts", "--extcap-config")
    assert done.returncode == 0
    assert [line.split(" ")[0] for line in done.stdout.splitlines()] == [
        *("extcap", "interface", "interface", "dlt", "arg", "arg", "arg")
    ]


@pytest.mark.parametrize(
    "words",
    [
        ("--extcap-interface", "eth0", "--extcap-dlts"),
        ("--extcap-config",),
        ("--capture", "--extcap-interface", sentences.LIVE),
        ("--capture", "--extcap-interface", sentences.RECORDING, "--fifo", "/dev/null"),
        ("--vpi", "192.0.2.80", "--extcap-interfaces"),
    ],
)
def test_what_makes_no_sense_is_refused_in_two_lines(words: tuple[str, ...]) -> None:
    done = run("extcap", *words)
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 2


def test_options_of_a_wireshark_to_come_are_passed_over() -> None:
    done = run("extcap", "--extcap-version", "5.0", "--extcap-interfaces", "--log-level=debug", "--extcap-new", "x")
    assert done.returncode == 0
    assert "{value=arpwatch-k8s}" in done.stdout
