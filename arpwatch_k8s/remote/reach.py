"""The way to a URL's server, by fsspec: what fails for a while is tried again, and what fails for good is told.

Credentials are what fsspec and the libraries below it find: in the environment, in files of the user.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import datetime
from functools import cache
from importlib import import_module
from typing import Any, BinaryIO, Final, Protocol, TypeVar

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.address import SCHEMES, SSH, WEB, scheme, shown

WAITS_S: Final = (0.5, 1.0, 2.0, 4.0)
"""Between one attempt and the next; what libraries try again by themselves comes on top."""
CONNECT_S: Final = 10.0
SILENT_S: Final = 60.0
"""How long a server may say nothing before it is asked again; S3's and Google's clients have limits of their own."""
MOST_CHARS: Final = 200
"""Of an error's own words."""
NOT_FOUND, DENIED = 404, (401, 403)
PASSING: Final = (408, 425, 429)
"""Answers of a web server below 500 after which it says yes another time."""
MARKS: Final = ("ETag", "etag", "md5Hash", "mtime", "LastModified", "Last-Modified")
"""What tells one content of a file from the next, the best first, as fsspec's kinds of servers call it."""

Outcome = TypeVar("Outcome")


class FileSystem(Protocol):
    """What is used of fsspec's."""

    def info(self, path: str) -> dict[str, object]:
        """Size, type and so on of a file or folder."""

    def ls(self, path: str, *, detail: bool) -> list[dict[str, object]]:
        """The same for what a folder holds."""

    def glob(self, path: str, *, detail: bool) -> dict[str, dict[str, object]]:
        """The same for what matches a pattern."""

    def exists(self, path: str) -> bool:
        """Whether there is such a file or folder."""

    def open(self, path: str, mode: str, **options: object) -> BinaryIO:
        """A file's bytes."""

    def invalidate_cache(self) -> None:
        """Ask again for what was listed."""


def attempt(url: str, work: Callable[[FileSystem, str], Outcome]) -> Outcome:
    """What some work at a URL's server gives: it gets the server's files and the path. Tried again where that may
    help; InputError where nothing does."""
    fresh = False
    for wait in (*WAITS_S, None):
        try:
            system, path = connect(url, fresh=fresh)
            return work(system, path)
        except faults(scheme(url)) as error:
            fault = behind(url, error)
            if wait is None or is_final(fault):
                raise unreadable(url, fault) from error
        pause(wait)
        fresh = True
    raise AssertionError("the last attempt returns or raises")


def behind(url: str, error: Exception) -> Exception:
    """The fault itself: fsspec calls every one of a web server's a file that is not there."""
    cause = error.__cause__
    is_hidden = scheme(url) in WEB and isinstance(error, FileNotFoundError) and isinstance(cause, faults(scheme(url)))
    return cause if is_hidden and isinstance(cause, Exception) else error


def pause(seconds: float) -> None:
    """Wait before the next attempt."""
    time.sleep(seconds)


def connect(url: str, *, fresh: bool) -> tuple[FileSystem, str]:
    """A URL's server, and the path there. `fresh`: by a new connection where one of ssh may be dead."""
    from fsspec import get_filesystem_class

    # not fsspec's url_to_fs, which takes "::" in a name for the way to another file
    kind = get_filesystem_class(scheme(url))
    if fresh and scheme(url) in SSH:
        kind.clear_instance_cache()
    made = kind(**kind._get_kwargs_from_urls(url), **options(scheme(url)))
    if scheme(url) in SSH:
        made.ftp.get_channel().settimeout(SILENT_S)
    system: FileSystem = made
    if fresh:
        system.invalidate_cache()
    return system, kind._strip_protocol(url)


@cache
def options(kind: str) -> dict[str, object]:
    """What servers of a scheme are reached with: the same each time, as fsspec finds connections again by them."""
    if kind in SSH:
        from arpwatch_k8s.remote.known_hosts import KnownHosts

        logging.getLogger("paramiko").setLevel(logging.CRITICAL)  # what fails is told once, by us
        return {"host_key_policy": KnownHosts(), "timeout": CONNECT_S}
    if kind in WEB:
        from aiohttp import ClientTimeout

        # proxies and .netrc, as curl has them; sizes are those of the bytes that are sent
        limits = ClientTimeout(total=None, sock_connect=CONNECT_S, sock_read=SILENT_S)
        return {"client_kwargs": {"trust_env": True, "timeout": limits}, "headers": {"Accept-Encoding": "identity"}}
    # what was listed before tells nothing of whether a file changed since
    made: dict[str, object] = {"use_listings_cache": False}
    # of the three who would try again, each all that the next does: s3fs and we
    return made | ({"config_kwargs": {"retries": {"total_max_attempts": 1}}} if kind == "s3" else {})


@cache
def faults(kind: str) -> tuple[type[Exception], ...]:
    """What reading by a scheme may raise."""
    others = [getattr(import_module(module), name) for module, name in SCHEMES[kind].faults]
    return (OSError, EOFError, *others)


def is_final(error: Exception) -> bool:
    """Whether the next attempt would fail the same."""
    if isinstance(error, (FileNotFoundError, PermissionError, IsADirectoryError, NotADirectoryError)):
        return True
    code = status(error)
    return is_denied(error) or (code is not None and code < 500 and code not in PASSING)


def status(error: Exception) -> int | None:
    """The status that a web server answered with."""
    code = getattr(error, "status", None)
    return code if isinstance(code, int) else None


def is_denied(error: Exception) -> bool:
    """Whether somebody else, or with other credentials, might read it."""
    named = type(error).__name__
    lacks = "Credentials" in named or named in ("AuthenticationException", "SSOTokenLoadError", "ProfileNotFound")
    return isinstance(error, PermissionError) or status(error) in DENIED or lacks


def unreadable(url: str, error: Exception) -> InputError:
    """The error for a URL that is not read."""
    words = " ".join(shown(str(error)).split())[:MOST_CHARS] or type(error).__name__
    if isinstance(error, FileNotFoundError) or status(error) == NOT_FOUND:
        return InputError(f"{shown(url)}: there is no such file", fix="Check the URL.")
    if "known_hosts" in words:
        return InputError(
            f"{shown(url)}: not read ({words})", fix="Connect with ssh once, and compare the key that it shows."
        )
    if is_denied(error):
        return InputError(
            f"{shown(url)}: cannot be read ({words})",
            fix="Give credentials as its own tools take them: docs/remote.md has the variables and files.",
        )
    return InputError(f"{shown(url)}: cannot be read ({words})", fix="Check the URL, and whether its host is reached.")


def mark(info: dict[str, object]) -> str:
    """What tells a file's content from what it was or will be; empty where its server says nothing of the kind."""
    found = next((value for name in MARKS if (value := info.get(name))), "")
    return found.isoformat() if isinstance(found, datetime) else str(found).strip('"')


def size_of(info: dict[str, Any]) -> int | None:
    """A file's bytes; None where its server does not say."""
    size = info.get("size")
    return None if size is None else int(size)
