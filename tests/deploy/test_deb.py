"""The Debian package's parts: scripts that a shell takes, and files that are there. `make deb` builds and tries it."""

import re
import subprocess
import tomllib

import pytest

from tests.conftest import REPO

DEB = REPO / "deploy" / "deb"
UNIT = (REPO / "deploy" / "arpwatch-k8s.service").read_text(encoding="utf-8")
BUILD = (DEB / "build").read_text(encoding="utf-8")
USER = "arpwatch-k8s"
CONFIG = "/etc/arpwatch-k8s/watch.toml"


@pytest.mark.parametrize(
    ("name", "shell"), [("build", "bash"), ("check", "bash"), ("postinst", "sh"), ("prerm", "sh"), ("postrm", "sh")]
)
def test_a_script_can_be_run_and_ends_at_its_first_failure(name: str, shell: str) -> None:
    script = DEB / name
    assert script.stat().st_mode & 0o111 == 0o111
    first, *rest = script.read_text(encoding="utf-8").splitlines()
    assert first.endswith(shell)
    assert any(line in ("set -e", "set -euo pipefail") for line in rest)
    done = subprocess.run([shell, "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_what_is_put_into_it_is_there() -> None:
    named = re.findall(r"^(?:install .*-m [0-9]+|gzip -9n <)\s*([A-Za-z][^ $]*)", BUILD, re.MULTILINE)
    shipped = {"deploy/arpwatch-k8s.service", "deploy/watch.toml", "deploy/deb/default", "CHANGELOG.md", "LICENSE"}
    assert shipped | {"deploy/wireshark/arpwatch-k8s"} <= set(named)
    assert [name for name in named if not (REPO / name).exists()] == []


def test_unit_package_and_user_agree() -> None:
    command = re.findall("^ExecStart=([^ ]+) watch --config ([^ ]+)", UNIT, re.MULTILINE)
    assert command == [("/opt/arpwatch-k8s/bin/arpwatch-k8s", CONFIG)]
    assert f"home=$root{command[0][0].removesuffix('/bin/arpwatch-k8s')}\n" in BUILD
    assert "EnvironmentFile=-/etc/default/arpwatch-k8s\n" in UNIT
    conffiles = re.findall(r"^printf '%s\\n' (.*) >\"\$root/DEBIAN/conffiles\"$", BUILD, re.MULTILINE)
    assert conffiles == [f"{CONFIG} /etc/default/arpwatch-k8s"]
    assert f"\nUser={USER}\n" in UNIT
    assert (DEB / "sysusers").read_text(encoding="utf-8").split()[:2] == ["u", USER]
    assert f" {USER}\n" in (DEB / "postinst").read_text(encoding="utf-8")
    states = re.findall(r"^(?:State|Cache)Directory=(.*)$", UNIT, re.MULTILINE)
    purged = (DEB / "postrm").read_text(encoding="utf-8")
    assert states == [USER, USER]
    assert "rm -rf /var/lib/arpwatch-k8s /var/cache/arpwatch-k8s" in purged


def test_the_settings_are_as_private_as_their_page_asks() -> None:
    assert f'install -D -m 640 deploy/watch.toml "$root{CONFIG}"\n' in BUILD
    script = (DEB / "postinst").read_text(encoding="utf-8")
    assert f"config={CONFIG}\n" in script
    assert f'chgrp {USER} "$config"' in script
    page = (REPO / "docs" / "watch-config.md").read_text(encoding="utf-8")
    assert f"`chown root:{USER}`, `chmod 640`" in page


def test_it_has_the_commands_that_the_wheel_has() -> None:
    project = tomllib.loads((REPO / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    scripts = {name: place.removeprefix("arpwatch_k8s.cli:") for name, place in project["scripts"].items()}
    assert dict(re.findall(r"^command_of (\S+) (\S+)$", BUILD, re.MULTILINE)) == scripts
