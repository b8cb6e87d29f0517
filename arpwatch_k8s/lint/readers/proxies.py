"""Servers of proxies: nginx's upstreams and what it passes to by address, HAProxy's backends.

Files that nginx.conf includes are read each by itself: an upstream is one wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from arpwatch_k8s.lint.documents.nginx import directives
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import Upstream
from arpwatch_k8s.lint.facts.span import address
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.host_names import host_of, is_old
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Place, Setting
from arpwatch_k8s.logs.proxies.haproxy import server_lines
from arpwatch_k8s.wording.counts import plural

NGINX: Final = re.compile(r"^[ \t]*(?:upstream[ \t]+\S+[ \t]*\{|(?:proxy|grpc)_pass[ \t]+\S+;)", re.MULTILINE)
HAPROXY: Final = re.compile(r"^(?:backend|listen)[ \t]+\S+", re.MULTILINE)
ENDINGS: Final = re.compile(r"(?:|\.conf|\.cfg|\.txt|\.vhost|\.inc)")
WHERE: Final = re.compile(
    r"(?:[a-z]{1,10}://)?(?:\[([^\]]{1,64})\]|([^\s:/\[\]]{1,255}))(?::\d{1,5})?(?:/.*)?", re.DOTALL
)


def read(files: Sequence[File]) -> Reading:
    """Every file of a proxy."""
    found: list[Upstream] = []
    known: dict[str, str] = {}
    for file in files:
        if file.documents or not ENDINGS.fullmatch(file.path.suffix) or is_old(file.path):
            continue
        if NGINX.search(file.text):
            made, kind = list(of_nginx(file)), "nginx's settings"
        elif HAPROXY.search(file.text):
            made, kind = list(of_haproxy(file)), "HAProxy's settings"
        else:
            continue
        if made or NGINX.search(file.text):
            known[file.name] = f"{kind}, {plural(len(made), 'server')}"
        found += made
    return Reading(facts=Facts(upstreams=tuple(found)), read=known)


def of_nginx(file: File) -> Iterator[Upstream]:
    """nginx's: servers of upstreams, and addresses that it passes to without one."""
    for each in directives(file.text):
        block = each.within[-1] if each.within else ()
        if each.words[0] == "server" and len(each.words) > 1 and block[:1] == ("upstream",):
            yield from upstream(file, each.line, " ".join(block[1:]), each.words[1], "upstream.server")
        elif each.words[0] in ("proxy_pass", "grpc_pass") and len(each.words) > 1:
            for made in upstream(file, each.line, each.words[1], each.words[1], each.words[0]):
                if address(made.server.text) is not None:
                    yield made


def of_haproxy(file: File) -> Iterator[Upstream]:
    """HAProxy's: servers of backends."""
    for line, section, name, where in server_lines(file.text):
        yield from upstream(file, line, section, where, f"{section}.{name}")


def upstream(file: File, line: int, name: str, where: str, path: str) -> Iterator[Upstream]:
    """A server, where it is one: no socket of the host."""
    match = WHERE.fullmatch(where)
    if match is not None and not where.startswith("unix:"):
        place = Place(file=file.name, line=line, path=path)
        setting = Setting(name="server", value=match[1] or match[2], place=place)
        yield Upstream(name=name, server=setting, host=host_of(file.path))


READER: Final = Reader(name="nginx.conf and haproxy.cfg", read=read)
