"""How a request failed, in words."""

import pytest

from arpwatch_k8s.logs.proxies.errnos import errno_of


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("No route to host at initial connection step of tcp-check", 113),
        ("Host is unreachable", 113),
        ("delayed_connect_error:_Connection_refused", 111),
        ("Connection reset by peer", 104),
        ("Operation timed out", 110),
        ("Network unreachable", 101),
        ("it failed", None),
    ],
)
def test_words_of_both_c_libraries_are_known(text: str, number: int | None) -> None:
    assert errno_of(text) == number
