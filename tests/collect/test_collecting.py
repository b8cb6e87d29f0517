"""A case from a cluster that answers, refuses, hangs and floods, told by a stand-in for kubectl."""

import json
from pathlib import Path

import pytest

from arpwatch_k8s.collect import collecting as room
from arpwatch_k8s.collect import logs
from arpwatch_k8s.collect.asked import CONFIG_MAPS, FIRST, LAST
from arpwatch_k8s.collect.collecting import Wanted, into
from arpwatch_k8s.collect.kubectl import Kubectl, KubectlError
from arpwatch_k8s.collect.record import Missing, Record
from arpwatch_k8s.collect.versions import Versions
from arpwatch_k8s.errors import OutputError, UsageError
from tests.collect.stand_in import VERSION, Answer, StandIn, forbidden, listing, stand_in

STARTED = "2026-11-28T08:00:00Z"
SAID = Versions(client="v1.31.9", server="v1.31.4", said=json.dumps(VERSION))
NODE: dict[str, object] = {"kind": "Node", "metadata": {"name": "node1"}}
PODS = "kube-system\tkube-vip-node1\tnode1\tNode\tnode1\t\tkube-vip=ghcr.io/kube-vip/kube-vip:v1.2.3,\tkube-vip=2,\n"
STATIC = json.dumps({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "kube-vip-node1"}})
LINE = "2026-11-25T14:17:40.123456789Z 2026/11/25 14:17:40 INFO kube-vip.io version=v1.2.3 build=\n"


def collected(made: StandIn, **wanted: object) -> Record:
    """What is collected from a cluster into `case` beside it."""
    settings = {"namespace": None, "since_s": 3600, "watch_s": 0, "shows_managers": True, **wanted}
    return into(made.folder / "case", Kubectl(program=made.program), Wanted(**settings), SAID, STARTED)  # type: ignore[arg-type]


def files(made: StandIn) -> dict[str, str]:
    """What the case holds."""
    case = made.folder / "case"
    return {str(path.relative_to(case)): path.read_text() for path in case.rglob("*") if path.is_file()}


def test_what_there_is_is_written_and_what_there_is_not_is_said(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"get nodes": Answer(out=listing(NODE)), "get services -A": Answer(out=listing())})
    record = collected(made)
    assert files(made).keys() == {"nodes.json", "cluster/collected.json", "cluster/version.json"}
    assert files(made)["nodes.json"] == listing(NODE)
    assert files(made)["cluster/version.json"] == SAID.said
    assert record.missing == []
    assert record.absent[:2] == ["services", "leases.coordination.k8s.io"]


def test_everything_is_asked_read_only_and_no_secret_by_any_name(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"get nodes": Answer(out=listing(NODE)), "get pods -A": Answer(out=PODS)})
    collected(made, watch_s=1)
    calls = made.calls()
    assert {call[0] for call in calls} == {"get", "logs"}
    assert [call for call in calls if any("secret" in word.lower() for word in call)] == []
    assert len(calls) >= len(FIRST) + len(LAST) + len(CONFIG_MAPS) + 4


def test_a_namespace_narrows_all_that_stands_in_one(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"get nodes": Answer(out=listing(NODE))})
    record = collected(made, namespace="web", watch_s=1)
    assert record.absent[:2] == ["services in web", "leases.coordination.k8s.io in web"]
    assert [call for call in made.calls() if "-A" in call] == []
    assert [call[1] for call in made.calls() if "web" not in call] == [
        "nodes", "ciliuml2announcementpolicies.cilium.io", "ciliumloadbalancerippools.cilium.io"
    ]  # fmt: skip


@pytest.mark.parametrize(("shows", "expected"), [(True, True), (False, False)])
def test_managers_are_asked_for_where_kubectl_hides_them(tmp_path: Path, shows: bool, expected: bool) -> None:
    made = stand_in(tmp_path, {"get nodes": Answer(out=listing(NODE))})
    collected(made, shows_managers=shows)
    (call,) = (call for call in made.calls() if call[1] == "services")
    assert ("--show-managed-fields" in call) == expected


def test_what_is_forbidden_says_what_to_ask_for_and_the_rest_goes_on(tmp_path: Path) -> None:
    made = stand_in(
        tmp_path,
        {
            "get nodes": Answer(out=listing(NODE)),
            "get leases.coordination.k8s.io": forbidden("list", "leases", "coordination.k8s.io"),
            "get pods -A": forbidden("list", "pods", ""),
            "get events": Answer(out=listing({"kind": "Event", "metadata": {"name": "e"}})),
        },
    )
    record = collected(made)
    assert files(made).keys() >= {"nodes.json", "events.json"}
    leases = "forbidden: ask for list on leases.coordination.k8s.io"
    assert record.missing == [
        Missing(what="leases.json", why=leases),
        Missing(what="logs and settings of announcers", why="forbidden: ask for list on pods"),
        Missing(what="leases-after.json", why=leases),
    ]
    assert f"Not fetched  leases.json, leases-after.json: {leases}" in record.text("case", 120)
    assert json.loads(files(made)["cluster/collected.json"])["not_fetched"][0] == {"what": "leases.json", "why": leases}


def test_logs_of_before_a_restart_come_first_in_the_same_file(tmp_path: Path) -> None:
    made = stand_in(
        tmp_path,
        {
            "get pods -A": Answer(out=PODS),
            "get pods kube-vip-node1": Answer(out=STATIC),
            "logs kube-vip-node1": Answer(out=LINE),
            "logs kube-vip-node1 --previous": Answer(out=LINE.replace(":40", ":20")),
        },
    )
    record = collected(made)
    assert files(made)["kube-vip-node1.log"] == LINE.replace(":40", ":20") + LINE
    assert record.missing == []
    logs = [call for call in made.calls() if call[0] == "logs"]
    assert [word for word in logs[1] if word.startswith("--")] == ["--timestamps", "--tail=-1", "--since=3600s"]


def test_no_log_of_before_a_restart_is_an_answer(tmp_path: Path) -> None:
    refused = (
        'Error from server (BadRequest): previous terminated container "kube-vip" in pod "kube-vip-node1" not found'
    )
    made = stand_in(
        tmp_path,
        {
            "get pods -A": Answer(out=PODS),
            "logs kube-vip-node1": Answer(out=LINE),
            "logs kube-vip-node1 --previous": Answer(err=refused, code=1),
        },
    )
    record = collected(made)
    assert files(made)["kube-vip-node1.log"] == LINE
    assert "log of kube-vip-node1 from before its restart" in record.absent


def test_a_log_without_an_end_is_cut_behind_a_line_and_that_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MOST_LOG_BYTES", 1 << 20)
    made = stand_in(
        tmp_path, {"get pods -A": Answer(out=PODS.replace("=2", "=0")), "logs kube-vip-node1": Answer(floods=True)}
    )
    record = collected(made)
    log = files(made)["kube-vip-node1.log"]
    assert (1 << 20) - (1 << 17) < len(log) <= 1 << 20
    assert log.endswith("\n")
    assert record.missing == [Missing(what="kube-vip-node1.log", why="cut after 1 MiB: narrow it with --since")]


def test_all_logs_together_are_bounded_and_those_left_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MOST_LOGS", 1)
    two = PODS + PODS.replace("node1", "node2")
    made = stand_in(tmp_path, {"get pods -A": Answer(out=two), "logs": Answer(out=LINE)})
    record = collected(made)
    assert "kube-vip-node1.log" in files(made)
    assert record.missing == [
        Missing(
            what="kube-vip-node2.log",
            why="logs are fetched up to 1 logs, 1 GiB and 15 min: narrow them with -n or --since",
        )
    ]


def test_a_listing_that_is_too_large_or_too_late_is_not_kept_by_halves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(room, "MOST_BYTES", 1 << 20)
    monkeypatch.setattr(room, "LISTING_S", 1.0)
    made = stand_in(
        tmp_path,
        {
            "get nodes": Answer(out=listing(NODE)),
            "get events": Answer(floods=True),
            "get services -A": Answer(out='{"items": [', hangs=True),
        },
    )
    record = collected(made)
    assert "events.json" not in files(made)
    assert "services.json" not in files(made)
    assert {each.what: each.why for each in record.missing} == {
        "services.json": "no answer within 1 s",
        "events.json": "larger than 1 MiB",
    }


def test_services_are_watched_for_as_long_as_is_said(tmp_path: Path) -> None:
    change = '{"type":"ADDED","object":{"kind":"Service","metadata":{"name":"a"}}}\n'
    made = stand_in(
        tmp_path,
        {"get services -A": Answer(out=listing(NODE)), "get services -A -w": Answer(out=change, hangs=True)},
    )
    record = collected(made, watch_s=1)
    assert files(made)["services-watch.ndjson"] == change
    assert record.missing == []


def test_a_watch_that_is_refused_is_told(tmp_path: Path) -> None:
    made = stand_in(
        tmp_path,
        {"get services -A": Answer(out=listing(NODE)), "get services -A -w": forbidden("watch", "services", "")},
    )
    record = collected(made, watch_s=30)
    assert "services-watch.ndjson" not in files(made)
    assert record.missing == [Missing(what="services-watch.ndjson", why="forbidden: ask for watch on services")]


@pytest.mark.parametrize("said", [b"{", b"\xff\xfe", b"[" * 100_000, b""])
def test_what_is_no_json_where_it_has_to_be_read_is_told(tmp_path: Path, said: bytes) -> None:
    made = stand_in(tmp_path, {"get nodes": Answer(out=listing(NODE)), "get configmap kube-proxy": Answer(out=said)})
    record = collected(made)
    assert record.missing == [
        Missing(what="cluster/configmap-kube-proxy.json", why="kubectl did not answer with JSON of objects")
    ]


def test_a_configmap_is_looked_for_where_its_program_runs(tmp_path: Path) -> None:
    agent = "elsewhere\tcilium-1\tnode1\tDaemonSet\tcilium\t\tcilium-agent=quay.io/cilium/cilium:v1.17.0,\t\n"
    made = stand_in(tmp_path, {"get nodes": Answer(out=listing(NODE)), "get pods -A": Answer(out=agent)})
    collected(made)
    assert [call[2:5] for call in made.calls() if call[1] == "configmap"] == [
        ["kube-proxy", "-n", "kube-system"],
        ["cilium-config", "-n", "elsewhere"],
        ["config", "-n", "metallb-system"],
    ]


def test_bytes_that_are_no_text_are_written_as_they_came(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"get pods -A": Answer(out=PODS.replace("=2", "=0")), "logs": Answer(out=b"\xff\xfe\n")})
    collected(made)
    assert (tmp_path / "case" / "kube-vip-node1.log").read_bytes() == b"\xff\xfe\n"


def test_where_nothing_is_to_be_had_there_is_an_error_and_no_folder(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {"": Answer(err="error: You must be logged in to the server (Unauthorized)\n", code=1)})
    with pytest.raises(KubectlError) as raised:
        collected(made)
    assert str(raised.value).splitlines() == [
        "nothing was fetched: nodes.json: error: You must be logged in to the server (Unauthorized)",
        "deploy/kubectl/clusterrole.yaml has the rights that it takes.",
    ]
    assert not (tmp_path / "case").exists()


def test_a_folder_that_is_taken_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    made = stand_in(tmp_path, {})
    (tmp_path / "case").mkdir()
    (tmp_path / "case" / "theirs").touch()
    with pytest.raises(UsageError, match="is not empty"):
        collected(made)
    assert made.calls() == []


def test_a_full_disk_ends_it_in_two_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stand_in(tmp_path, {"get nodes": Answer(out=listing(NODE))})

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("arpwatch_k8s.collect.folder.NewFile.write", full)
    with pytest.raises(OutputError, match=r"nodes\.json: cannot be written \(No space left on device\)"):
        collected(made)


def test_an_interruption_leaves_what_was_fetched_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = stand_in(tmp_path, {"get nodes": Answer(out=listing(NODE))})

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(room.Collecting, "find_announcers", interrupted)
    with pytest.raises(KeyboardInterrupt):
        collected(made)
    assert files(made).keys() == {"nodes.json", "cluster/collected.json"}
    assert json.loads(files(made)["cluster/collected.json"])["not_fetched"] == [
        {"what": "what comes after", "why": "it was interrupted"}
    ]
