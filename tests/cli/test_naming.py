"""Names of nodes and Services as the cluster says them: where they show, who wins, and as whom they are asked for."""

import os
from pathlib import Path

import pytest

from arpwatch_k8s.capture.live.privilege import Account
from arpwatch_k8s.cli.choosing import CommandLine
from arpwatch_k8s.cli.configured import configured
from arpwatch_k8s.cli.naming import asked, known, over
from arpwatch_k8s.errors import ArpwatchError, InputError
from arpwatch_k8s.inventory import Given
from tests.cli.command import run, run_installed
from tests.cli.test_configured import USUAL
from tests.collect.api_server import served
from tests.collect.clusters import two_controllers
from tests.collect.stand_in import Answer, StandIn, forbidden, listing, stand_in
from tests.conftest import CAPTURES

CAPTURE = str(CAPTURES / "service-not-programmed" / "proxy.pcapng")
NODE = {
    "kind": "Node",
    "metadata": {"name": "worker-7"},
    "status": {"addresses": [{"type": "InternalIP", "address": "192.0.2.22"}]},
}
SERVICE = {
    "kind": "Service",
    "metadata": {"name": "shop", "namespace": "web"},
    "status": {"loadBalancer": {"ingress": [{"ip": "192.0.2.80"}]}},
}
LISTED = listing(NODE, SERVICE)


@pytest.fixture
def made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StandIn:
    """A kubectl on the PATH that knows a node and the VIP of the capture."""
    made = stand_in(tmp_path, {"get nodes,services": Answer(out=LISTED)})
    monkeypatch.setenv("PATH", made.path, prepend=os.pathsep)
    return made


def nobody(name: str | None) -> Account | None:
    """No account."""
    return None


def test_a_verdict_names_nodes_and_services_as_the_cluster_does(made: StandIn) -> None:
    done = run("analyze", CAPTURE, "--kubeconfig", "k", "-q")
    assert done.returncode == 0, done.stderr
    assert "VIP 192.0.2.80 (web/shop)" in done.stdout
    assert "worker-7 (52:54:00:00:02:16)" in done.stdout
    assert made.calls() == [["--kubeconfig=k", "get", "nodes,services", "-A", "-o", "json"]]


def test_explain_and_cited_evidence_name_them_too(made: StandIn, tmp_path: Path) -> None:
    said = run("explain", CAPTURE, "--at", "frame 844", "--kubeconfig", "k", "-q")
    assert "worker-7" in said.stdout
    frames = tmp_path / "cited.pcapng"
    assert run("evidence", CAPTURE, "--cited", "-w", str(frames), "--kubeconfig", "k", "-q").returncode == 0
    assert b"worker-7" in frames.read_bytes()


def test_what_the_user_names_wins_over_the_cluster(made: StandIn, tmp_path: Path) -> None:
    names = tmp_path / "names.toml"
    names.write_text('[services]\n"mine/shop" = "192.0.2.80"\n')
    options = ("--node", "mine=192.0.2.22", "--inventory", str(names), "--kubeconfig", "k")
    done = run("analyze", CAPTURE, *options, "-q")
    assert "VIP 192.0.2.80 (mine/shop)" in done.stdout
    assert "mine (52:54:00:00:02:16)" in done.stdout
    assert "worker-7" not in done.stdout


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (
            forbidden("list", "nodes", ""),
            "--kubeconfig k: no names from the cluster: forbidden: ask for list on nodes and services",
        ),
        (
            Answer(err="Unable to connect to the server: EOF\n", code=1),
            "--kubeconfig k: no names from the cluster: Unable to connect to the server: EOF",
        ),
    ],
)
def test_a_cluster_that_refuses_is_told_in_two_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Answer, what: str
) -> None:
    monkeypatch.setenv("PATH", stand_in(tmp_path, {"get nodes,services": answer}).path, prepend=os.pathsep)
    with pytest.raises(ArpwatchError) as raised:
        asked("k")
    assert raised.value.what == what
    assert "--inventory names.json" in raised.value.fix


def test_without_kubectl_another_way_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    done = run("analyze", CAPTURE, "--kubeconfig", "k")
    assert done.returncode == 3
    first, second = done.stderr.splitlines()
    assert first == "arpwatch-k8s: kubectl is not on the PATH"
    assert second.endswith("kubectl get nodes,services -A -o json >names.json: --inventory names.json")


@pytest.mark.parametrize("said", ["", "{", "[]", listing(), '{"kind": "List", "items": 5}', "[" * 100_000])
def test_what_has_no_names_is_told(said: str) -> None:
    with pytest.raises(InputError, match=r"^--kubeconfig: what kubectl says: "):
        over(known(None, None), said)


def test_a_file_of_watch_wins_over_the_cluster_and_options_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "watch.toml"
    path.write_text('[watch]\ninterfaces = ["eth0"]\n[names.nodes]\nfiled = "192.0.2.23"\n')
    line = CommandLine(values={**USUAL, "config": str(path), "node": ["mine=192.0.2.22"]}, named={"config", "node"})
    config = configured(line, nobody, LISTED)
    assert config.known.nodes == (
        Given(name="filed", mac=None, address="192.0.2.23"),
        Given(name="mine", mac=None, address="192.0.2.22"),
        Given(name="worker-7", mac=None, address="192.0.2.22"),
    )
    assert config.known.services == {"192.0.2.80": "web/shop"}


@pytest.mark.root
def test_the_cluster_is_asked_once_and_as_who_called_before_rights_are_given_up(made: StandIn) -> None:
    settings = made.folder / "kubeconfig"
    settings.write_text("root's own")
    settings.chmod(0o600)
    done = run_installed("analyze", CAPTURE, "--kubeconfig", str(settings), "-q")
    assert done.returncode == 0, done.stderr
    assert "worker-7" in done.stdout
    watched = run_installed("watch", "-i", "lo-is-not-this", "--kubeconfig", str(settings))
    assert (watched.returncode, made.callers(), len(made.calls())) == (75, {0}, 2)


@pytest.mark.kubectl
def test_a_real_kubectl_says_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KUBECACHEDIR", str(tmp_path / "cache"))
    with served(two_controllers(), tmp_path) as kubeconfig:
        said = asked(str(kubeconfig))
    found = over(known(None, None), said)
    assert [(each.name, each.address) for each in found.nodes] == [("node1", "192.0.2.21"), ("node2", "192.0.2.22")]
    assert found.services == {"192.0.2.80": "web/ingress"}
