"""What a proxy's settings say of its log is used where they are beside it."""

from pathlib import Path

import pytest

import arpwatch_k8s as aw
from arpwatch_k8s.errors import InputError
from arpwatch_k8s.logs.details.detail import UpstreamError
from arpwatch_k8s.logs.proxies.nginx_access import KNOWN, form_of
from arpwatch_k8s.logs.settings import settings_in

VIP = "192.0.2.80"
NGINX = """\
events {}
http {
    log_format tries '$remote_addr <$time_iso8601> "$request" $status $request_time '
                     '$upstream_addr $upstream_status $upstream_connect_time $upstream_response_time';
    access_log /var/log/nginx/shop.log tries;
    server { listen 443 ssl; }
}
"""
BEGIN = '192.0.2.9 <2026-11-22T20:15:34+00:00> "GET / HTTP/1.1"'
TRIED = f"{BEGIN} 502 3.070 {VIP}:443 502 - 3.060\n"
WELL = f"{BEGIN} 200 0.011 {VIP}:443 200 0.001 0.010\n"
HAPROXY = f"""\
global
    log /dev/log local0
backend be
    balance roundrobin
    server node2 {VIP}:443 check ssl verify none
"""
SESSION = (
    "Nov 22 20:15:34 lb haproxy[754]: 192.0.2.9:33317 [22/Nov/2026:20:15:31.655] fe be/node2 0/0/-1/-1/3061 503 217 - "
    '- SC-- 1/1/0/0/3 0/0 "GET / HTTP/1.1"\n'
)


def folder(at: Path, **files: str) -> Path:
    """A folder of some files."""
    for name, text in files.items():
        (at / name.replace("_", ".")).write_text(text)
    return at


def told(analysis: aw.Analysis) -> list[tuple[str | None, str]]:
    """Upstreams that failed, and how."""
    events = [event for log in analysis.result.case.logs for event in log.events]
    return [(event.detail.address, event.detail.kind) for event in events if isinstance(event.detail, UpstreamError)]


def test_a_format_of_ones_own_is_told_by_the_nginx_conf_beside_the_log(tmp_path: Path) -> None:
    analysis = aw.analyze(folder(tmp_path, nginx_conf=NGINX, shop_log=WELL * 20 + TRIED))
    assert told(analysis) == [(VIP, "other")]
    assert any("nginx.conf was not read: settings of a proxy" in words for words in analysis.verdict.caveats)
    (tmp_path / "nginx.conf").unlink()
    with pytest.raises(InputError, match="no capture in this folder"):
        aw.analyze(tmp_path)


def test_settings_may_be_named_one_by_one_and_the_log_by_its_kind(tmp_path: Path) -> None:
    folder(tmp_path, nginx_conf=NGINX, shop_log=WELL * 20 + TRIED)
    analysis = aw.analyze(tmp_path / "nginx.conf", logs=f"nginx-access={tmp_path / 'shop.log'}")
    assert told(analysis) == [(VIP, "other")]


def test_servers_have_the_addresses_that_haproxy_cfg_gives_them(tmp_path: Path) -> None:
    assert told(aw.analyze(folder(tmp_path, haproxy_log=SESSION * 3))) == [(None, "other")] * 3
    assert told(aw.analyze(folder(tmp_path, haproxy_cfg=HAPROXY))) == [(VIP, "other")] * 3


@pytest.mark.parametrize("text", ["", "log_format", "a log_format b 'c';", "server node2 192.0.2.80:443", TRIED])
def test_what_is_no_such_file_says_nothing(text: str) -> None:
    assert not settings_in(text)


TIME, STATUS = "$time_iso8601", "$status"


@pytest.mark.parametrize(
    "text",
    [
        f"{TIME} {STATUS} {TIME}",
        f"{TIME} {STATUS} $msec $msec",
        f"{TIME} {STATUS} " + "$a" * 40,
        f"{TIME} {STATUS} " + "$a " * 100,
        f"{TIME} {STATUS} " + "x" * 5_000,
        f"{TIME} {STATUS} \u6771\u4eac",
    ],
)
def test_a_format_that_no_line_can_be_told_by_is_left(text: str, tmp_path: Path) -> None:
    conf = f"http {{\n    log_format own '{text}';\n}}\n"
    assert settings_in(conf).formats
    assert form_of(text) is None
    analysis = aw.analyze(folder(tmp_path, nginx_conf=conf, haproxy_log=SESSION * 3))
    assert told(analysis) == [(None, "other")] * 3


@pytest.mark.parametrize("text", KNOWN)
def test_the_formats_that_are_known_can_be_told_by(text: str) -> None:
    assert form_of(text) is not None
