"""nginx's log_format: found in nginx.conf, and as a pattern of lines."""

import re
from time import process_time

import pytest

from arpwatch_k8s.logs.proxies.log_format import line_pattern, log_formats

CONF = r"""
http {
    # log_format commented '$status';
    log_format main '$remote_addr - $remote_user [$time_local] "$request" '   # in two pieces
                    '$status';
    log_format json escape=json '{"time":"$time_iso8601","to":"$upstream_addr", "say":"it\'s"}';
    log_format bare $remote_addr;
    log_format "quoted" "${status}x\"$msec\"";
    log_format broken 'never closed
"""


def test_formats_are_found_by_their_names() -> None:
    assert log_formats(CONF.rpartition("    log_format broken")[0]) == {
        "main": '$remote_addr - $remote_user [$time_local] "$request" $status',
        "json": '{"time":"$time_iso8601","to":"$upstream_addr", "say":"it\'s"}',
        "bare": "$remote_addr",
        "quoted": '${status}x"$msec"',
    }


def test_what_is_never_closed_is_no_format() -> None:
    assert "broken" not in log_formats(CONF)
    begun = process_time()
    log_formats("log_format x " + "'a" * 100_000)
    log_formats("log_format x " + "a" * 1_000_000)
    assert process_time() - begun < 5


LINES = {
    ("$remote_addr [$time_local] $status", "192.0.2.9 [22/Nov/2026:20:15:31 +0000] 502"): {"status": "502"},
    ('"$request" $upstream_addr $upstream_status', '"GET /\\x22 HTTP/1.1" a:1, b:2 : c:3 502, 502 : 200'): {
        "request": "GET /\\x22 HTTP/1.1",
        "upstream_addr": "a:1, b:2 : c:3",
        "upstream_status": "502, 502 : 200",
    },
    ('{"r":"$request","s":"$status"}', '{"r":"GET /\\"s\\":\\"200 HTTP/1.1","s":"502"}'): {"status": "502"},
    ("$status|$request_uri|$msec", "200|/a b|1795378534.500"): {"request_uri": "/a b", "msec": "1795378534.500"},
    ("$status $status $http_user_agent", "200 200 curl and more"): {
        "status": "200",
        "http_user_agent": "curl and more",
    },
    ("${status}s", "200s"): {"status": "200"},
}


@pytest.mark.parametrize(("case", "expected"), LINES.items())
def test_a_format_is_a_pattern_of_its_lines(case: tuple[str, str], expected: dict[str, str]) -> None:
    form, line = case
    match = re.fullmatch(line_pattern(form), line)
    assert match is not None
    assert expected.items() <= match.groupdict().items()
