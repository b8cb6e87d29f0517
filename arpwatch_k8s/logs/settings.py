"""What a proxy's settings say of its log: formats that nginx.conf defines, servers that haproxy.cfg names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from arpwatch_k8s.logs.proxies.haproxy import SOURCE as HAPROXY
from arpwatch_k8s.logs.proxies.haproxy import Servers, haproxy_source, servers_of
from arpwatch_k8s.logs.proxies.log_format import log_formats
from arpwatch_k8s.logs.proxies.nginx_access import SOURCE as NGINX_ACCESS
from arpwatch_k8s.logs.proxies.nginx_access import access_source
from arpwatch_k8s.logs.source import LogSource


@dataclass(frozen=True, slots=True)
class Settings:
    """What some files say."""

    formats: tuple[str, ...] = ()
    """The values of `log_format`."""
    servers: Servers = field(default_factory=dict)
    """Address and port of servers, by `backend/server`."""

    def __bool__(self) -> bool:
        return bool(self.formats or self.servers)

    def __add__(self, other: Settings) -> Settings:
        return Settings((*self.formats, *other.formats), {**self.servers, **other.servers})


def settings_in(text: str) -> Settings:
    """What one file says; nothing where it is no such file."""
    return Settings(tuple(log_formats(text).values()), servers_of(text))


def informed(sources: Iterable[LogSource], settings: Settings) -> tuple[LogSource, ...]:
    """The sources, those of proxies with what their settings say."""
    known = {
        NGINX_ACCESS.name: access_source(settings.formats) if settings.formats else NGINX_ACCESS,
        HAPROXY.name: haproxy_source(settings.servers) if settings.servers else HAPROXY,
    }
    return tuple(known.get(source.name, source) for source in sources)
