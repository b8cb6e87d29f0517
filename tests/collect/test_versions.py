"""Whether a cluster answers, and in which version."""

import json
from pathlib import Path

import pytest

from arpwatch_k8s.collect.kubectl import Kubectl, KubectlError
from arpwatch_k8s.collect.versions import versions
from tests.collect.stand_in import VERSION, Answer, forbidden, stand_in

REFUSED = "The connection to the server localhost:8080 was refused - did you specify the right host or port?"


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (Answer(out=json.dumps(VERSION)), ("v1.31.9", "v1.31.4", True)),
        (
            Answer(out=json.dumps({**VERSION, "clientVersion": {"gitVersion": "v1.20.2"}})),
            ("v1.20.2", "v1.31.4", False),
        ),
        (
            Answer(
                out=json.dumps({"clientVersion": {"gitVersion": "v1.33.1"}}), err=forbidden("get", "x", "").err, code=1
            ),
            ("v1.33.1", None, True),
        ),
    ],
)
def test_versions_are_kubectls_and_the_clusters(
    tmp_path: Path, answer: Answer, expected: tuple[str, str | None, bool]
) -> None:
    found = versions(Kubectl(program=stand_in(tmp_path, {"version": answer}).program))
    assert (found.client, found.server, found.shows_managers) == expected


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            Answer(
                out=json.dumps({"clientVersion": {"gitVersion": "v1.31.9"}}),
                err=f"{REFUSED}\n",
                code=1,
            ),
            REFUSED,
        ),
        (Answer(err='error: context "x" does not exist\n', code=1), 'error: context "x" does not exist'),
        (Answer(out="[" * 100_000), "it does not say why"),
    ],
)
def test_a_cluster_that_does_not_answer_is_an_error(tmp_path: Path, answer: Answer, why: str) -> None:
    with pytest.raises(KubectlError) as raised:
        versions(Kubectl(program=stand_in(tmp_path, {"version": answer}).program))
    assert raised.value.what == f"kubectl does not reach the cluster: {why}"


def test_a_cluster_that_hangs_is_one_that_does_not_answer(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"version": Answer(hangs=True)})
    with pytest.raises(KubectlError, match="does not reach the cluster: no answer in time"):
        versions(Kubectl(program=made.program), limit_s=0.5)
