"""The page on collecting from a cluster says what is asked, with which rights, and what is printed."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from arpwatch_k8s.collect import asked, kubectl, logs
from arpwatch_k8s.collect.withheld import SECRET
from tests.collect.api_server import served
from tests.collect.clusters import two_controllers
from tests.conftest import REPO
from tests.docs.test_commands import missing

PAGE = (REPO / "docs" / "collect.md").read_text(encoding="utf-8")
ROLE = yaml.safe_load((REPO / "deploy" / "kubectl" / "clusterrole.yaml").read_text(encoding="utf-8"))
ROW = re.compile(r"^\| (`[A-Za-z].*?`) \| (.*) \| (.*?) ?\|$", re.MULTILINE)
RIGHT = re.compile(r"\b(list|get|watch) on ([a-z0-9./]+[a-z0-9])")


def rows() -> dict[str, str]:
    """The files that the table names, each with the right that it takes."""
    table = PAGE.partition("\n## What is fetched\n")[2].partition("\n## ")[0]
    return {name: right for names, _, right in ROW.findall(table) for name in re.findall(r"`([^`]+)`", names)}


def test_every_listing_is_in_the_table_with_its_right() -> None:
    told = rows()
    for listing in (*asked.FIRST, *asked.LAST):
        assert told[listing.file] == f"list on {listing.kind}"
    assert told[asked.WATCH_FILE] == "watch on services"
    for one in asked.CONFIG_MAPS:
        assert told[one.file] == "get on configmaps"
        assert one.name in PAGE
    files = {one.file for one in (*asked.FIRST, *asked.LAST, *asked.CONFIG_MAPS)}
    made = {f"cluster/{kind}.json" for kind in ("daemonsets", "deployments", "pods", "version")}
    assert set(told) == files | made | {asked.WATCH_FILE, "PROGRAM-NODE.log"}


def test_the_rights_of_the_page_are_those_of_the_role() -> None:
    granted = {
        (verb, f"{resource}.{group}" if group else resource)
        for rule in ROLE["rules"]
        for verb in rule["verbs"]
        for resource in rule["resources"]
        for group in rule["apiGroups"]
    }
    section = PAGE.partition("\n## What is fetched\n")[2].partition("\n## ")[0]
    assert set(RIGHT.findall(section)) == granted


def test_the_role_reads_and_names_no_secret() -> None:
    assert {verb for rule in ROLE["rules"] for verb in rule["verbs"]} <= {"get", "list", "watch"}
    words = str(ROLE["rules"]).lower()
    assert "secret" not in words
    assert "*" not in words


def test_the_bounds_and_the_words_of_secrets_are_those_of_the_code() -> None:
    bounds = (
        kubectl.LISTING_S,
        kubectl.MOST_BYTES,
        logs.MOST_LOG_BYTES,
        logs.MOST_LOGS_BYTES,
        logs.MOST_LOGS,
        logs.LOGS_S,
    )
    assert bounds == (60, 256 << 20, 64 << 20, 1 << 30, 1000, 900)
    named = re.search(r"sound of a secret \((.*?)\)", PAGE, re.DOTALL)
    assert named is not None
    assert re.findall(r"`([a-z]+)`", named[1]) == SECRET.pattern.split("|")


@pytest.mark.kubectl
def test_what_the_page_shows_is_what_is_printed(tmp_path: Path) -> None:
    cluster = two_controllers()
    block = PAGE.partition("\n## What comes of it\n\n")[2].partition("\n\nWhat is not allowed")[0]
    shown = "\n".join(line.removeprefix("    ") for line in block.splitlines()[1:])
    with served(cluster, tmp_path) as kubeconfig:
        argv = [sys.executable, "-m", "arpwatch_k8s", "collect", "-o", "case", "--watch", "2s"]
        done = subprocess.run(
            [*argv, "--kubeconfig", str(kubeconfig)],
            cwd=tmp_path,
            env={**os.environ, "KUBECACHEDIR": str(tmp_path / "cache"), "PYTHONPATH": str(REPO)},
            capture_output=True,
            text=True,
            check=True,
        )
    assert missing(shown, done.stdout) == []
