"""Which files a URL stands for: itself, those that match a pattern, those of a folder.

A page of the web is one file: links in it are not followed, and nothing is read that was not named.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from arpwatch_k8s.errors import InputError
from arpwatch_k8s.remote.address import SSH, WEB, scheme, shown
from arpwatch_k8s.remote.reach import FileSystem, attempt, mark, size_of

MAGIC: Final = frozenset("*?[")
FOLDER: Final = "directory"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoteFile:
    """A file elsewhere."""

    url: str
    """To read it by, with whatever is secret in it."""
    size_bytes: int | None
    """None where its server does not say."""
    mark: str
    """What tells its content from what it was or will be; empty where its server does not say."""

    @property
    def path(self) -> str:
        """The URL as it is to be shown."""
        return shown(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The files of a folder."""

    files: tuple[RemoteFile, ...]
    folders: tuple[str, ...]
    """Folders in it, as they are to be shown: not looked into."""


def look_up(url: str) -> RemoteFile | Listing:
    """What is at a URL. InputError: nothing, or it cannot be read."""
    return attempt(url, partial(at, url=url))


def at(system: FileSystem, path: str, *, url: str) -> RemoteFile | Listing:
    """What is at a path of a server."""
    info = system.info(path)
    if info.get("type") != FOLDER or scheme(url) in WEB:
        return file(url, info)
    inside = sorted(system.ls(path, detail=True), key=lambda one: str(one["name"]))
    # a store may keep an empty object for the folder itself
    others = [one for one in inside if str(one["name"]).rstrip("/") != path.rstrip("/")]
    return Listing(
        files=tuple(file(beside(url, str(one["name"])), one) for one in others if one.get("type") != FOLDER),
        folders=tuple(shown(beside(url, str(one["name"]))) for one in others if one.get("type") == FOLDER),
    )


def expanded(url: str) -> list[str]:
    """The URLs that match, if one is a pattern and not itself a file's. InputError: none does."""
    if scheme(url) in WEB or MAGIC.isdisjoint(url):
        return [url]
    return attempt(url, partial(matching, url=url))


def matching(system: FileSystem, path: str, *, url: str) -> list[str]:
    """The URLs of what matches a path of a server; the path's own where there is such a file."""
    if system.exists(path):
        return [url]
    found = sorted(name for name, info in system.glob(path, detail=True).items() if info.get("type") != FOLDER)
    if not found:
        raise InputError(f"{shown(url)}: no file matches this pattern", fix="Check it with the store's own tools.")
    return [beside(url, name) for name in found]


def beside(url: str, name: str) -> str:
    """The URL of another path of the same server."""
    if scheme(url) in SSH:
        return "/".join([*url.split("/")[:3], name.lstrip("/")])
    return f"{scheme(url)}://{name}"


def file(url: str, info: dict[str, object]) -> RemoteFile:
    """A file, as its server describes it."""
    return RemoteFile(url=url, size_bytes=size_of(info), mark=mark(info))
