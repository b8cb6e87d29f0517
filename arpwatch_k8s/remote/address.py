"""URLs of sources: what each kind needs installed, and how one is shown.

A name and a password before the host, and what stands behind a `?` (where a store puts signatures), are never shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final
from urllib.parse import unquote, urlsplit

from arpwatch_k8s.errors import UsageError

TCP: Final = "tcp"
FILE: Final = "file"
WEB: Final = ("https", "http")
SSH: Final = ("ssh", "sftp")
EXTRA: Final = "'arpwatch-k8s[remote]'"

URL: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://(.*)", re.DOTALL)
SECRET_USER: Final = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*://)[^/\s]*@")
SECRET_QUERY: Final = re.compile(r"(https?://[^\s?#'\")]+)[?#][^\s'\")]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """What reads URLs of a kind."""

    needs: tuple[str, ...]
    """Modules, beside fsspec."""
    install: str
    """What pip is to install where one is missing."""
    faults: tuple[tuple[str, str], ...]
    """Errors of theirs that are no OSError: module and name."""


S3: Final = Scheme(
    needs=("s3fs",),
    install=EXTRA,
    faults=(("botocore.exceptions", "BotoCoreError"), ("botocore.exceptions", "ClientError")),
)
GOOGLE: Final = Scheme(
    needs=("gcsfs",),
    install=f"{EXTRA} gcsfs",
    faults=(
        ("gcsfs.retry", "HttpError"),
        ("google.auth.exceptions", "GoogleAuthError"),
        ("aiohttp", "ClientError"),
    ),
)
SFTP: Final = Scheme(needs=("paramiko",), install=f"{EXTRA} paramiko", faults=(("paramiko", "SSHException"),))
HTTP: Final = Scheme(needs=("aiohttp",), install=EXTRA, faults=(("aiohttp", "ClientError"),))
SCHEMES: Final = {"s3": S3, "gs": GOOGLE, **dict.fromkeys(SSH, SFTP), **dict.fromkeys(WEB, HTTP)}
"""By what fsspec calls them."""


def scheme(text: str) -> str:
    """A URL's scheme; empty where the text is none."""
    found = URL.fullmatch(text)
    return found[1].lower() if found else ""


def is_url(text: str) -> bool:
    """Whether a text is the URL of a file elsewhere."""
    return scheme(text) in SCHEMES


def is_stream(text: str) -> bool:
    """Whether a text is the address of a program that hands out a capture once."""
    return scheme(text) == TCP


def local(text: str) -> str:
    """The path that a file:// URL stands for; any other text as it is. UsageError: it is of another host, or of a
    scheme that is not read."""
    kind = scheme(text)
    if kind in ("", TCP, *SCHEMES):
        return text
    if kind != FILE:
        raise UsageError(f"{shown(text)}: {kind}:// is not read", fix=f"One of: {', '.join((*SCHEMES, FILE, TCP))}.")
    parts = urlsplit(text)
    if parts.netloc not in ("", "localhost"):
        raise UsageError(f"{shown(text)}: a file of another host", fix="Name it as ssh://HOST/PATH.")
    return unquote(parts.path)


def shown(text: str) -> str:
    """A text without what is secret in the URLs in it."""
    return SECRET_QUERY.sub(r"\1", SECRET_USER.sub(r"\1", text))


def require(texts: Iterable[str]) -> None:
    """UsageError where what the URLs among some texts need is not installed."""
    for text in texts:
        if is_url(text):
            kind = SCHEMES[scheme(text)]
            missing = [name for name in ("fsspec", *kind.needs) if find_spec(name) is None]
            if missing:
                raise UsageError(
                    f"{shown(text)}: needs {missing[0]}, which is not installed", fix=f"pip install {kind.install}"
                )
