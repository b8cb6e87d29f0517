"""Why there is no answer, as kubectl prints it in the versions 1.20 to 1.33."""

import pytest

from arpwatch_k8s.collect.kubectl import Ended, Stopped
from arpwatch_k8s.collect.refusals import MOST_CHARS, Why, complaint, refusal

ASK = "list on leases.coordination.k8s.io"
FORBIDDEN = (
    'Error from server (Forbidden): leases.coordination.k8s.io is forbidden: User "somebody" cannot list resource '
    '"leases" in API group "coordination.k8s.io" at the cluster scope\n'
)
LOGGED = (
    'E1128 08:24:14.000001  7 memcache.go:265] "Unhandled Error" err="couldn\'t get current server API group list"\n'
)


@pytest.mark.parametrize(
    ("said", "why", "words"),
    [
        (FORBIDDEN, Why.FORBIDDEN, f"forbidden: ask for {ASK}"),
        ('error: the server doesn\'t have a resource type "x"\n', Why.ABSENT, "the cluster has none"),
        ('Error from server (NotFound): configmaps "config" not found\n', Why.ABSENT, "the cluster has none"),
        (
            'Error from server (BadRequest): previous terminated container "a" in pod "b" not found\n',
            Why.ABSENT,
            "the cluster has none",
        ),
        (
            f"{LOGGED}Unable to connect to the server: dial tcp: lookup api: no such host\n",
            Why.OTHER,
            "Unable to connect to the server: dial tcp: lookup api: no such host",
        ),
        (
            "error: You must be logged in to the server (Unauthorized)\n",
            Why.OTHER,
            "error: You must be logged in to the server (Unauthorized)",
        ),
        ("", Why.OTHER, "kubectl ended with 1"),
        ("\x1b[31mred\u202e\n", Why.OTHER, "\\x1b[31mred\\u202e"),
    ],
)
def test_a_refusal_is_told_by_kubectls_words(said: str, why: Why, words: str) -> None:
    found = refusal(Ended(code=1, complaint=said, stopped=None), limit_s=60, most_bytes=1 << 20, ask=ASK)
    assert (found.why, found.words) == (why, words)


def test_a_call_that_was_ended_says_by_which_bound_and_what_it_said_before() -> None:
    slow = Ended(code=-15, complaint="Please visit https://login.example/ABCD\n", stopped=Stopped.TIME)
    large = Ended(code=-15, complaint=FORBIDDEN, stopped=Stopped.SIZE)
    told = [refusal(ended, limit_s=60, most_bytes=64 << 20, ask=ASK).words for ended in (slow, large)]
    assert told == [
        "no answer within 60 s, after: Please visit https://login.example/ABCD",
        "larger than 64 MiB",
    ]


def test_kubectls_words_are_cut() -> None:
    assert len(complaint("error: " + "x" * 10_000)) == MOST_CHARS
