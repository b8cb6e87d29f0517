"""keepalived.conf: its vrrp_instances, each for every host that the file is of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Final

from arpwatch_k8s.lint.documents.keepalived import MOST_IDS, Configuration, Find, Source, Statement, configuration, ids
from arpwatch_k8s.lint.documents.node import pairs, text
from arpwatch_k8s.lint.documents.objects import objects
from arpwatch_k8s.lint.facts.facts import Facts
from arpwatch_k8s.lint.facts.hosts import VrrpInstance, own_name
from arpwatch_k8s.lint.facts.span import address
from arpwatch_k8s.lint.file import File
from arpwatch_k8s.lint.readers.host_names import SAME_FOR_ALL, host_of, is_old, quotes
from arpwatch_k8s.lint.readers.reader import Reader, Reading
from arpwatch_k8s.lint.setting import Place, Plain, Setting, Unknown
from arpwatch_k8s.wording.counts import plural
from arpwatch_k8s.wording.plain import plain

BLOCK: Final = re.compile(
    r"^[ \t]*(?:@\S+[ \t]+)?(?:vrrp_instance|vrrp_sync_group|global_defs|vrrp_script|virtual_server)\b[^\n(:=]*$",
    re.MULTILINE,
)
TEMPLATE: Final = re.compile(r"\{%|\{\{-?[ \t]*(?:if|range|with|end)\b")
UNRESOLVED: Final = re.compile(r"\$\{?[A-Za-z_]|\{\{|~(?:SEQ|LST)")
IN_BLOCK: Final = re.compile(r"\|[-+0-9]{0,2}[ \t]*(?:#.*)?$")
"""How a line ends below which a text stands as it is."""
SECRET: Final = "auth_pass"
FLAGS: Final = frozenset({"use_vmac", "use_vmac_addr", "nopreempt", "accept", "no_accept", "vmac_xmit_base"})
"""Keywords that say yes, whatever stands behind them."""
LISTS: Final = ("virtual_ipaddress", "virtual_ipaddress_excluded", "unicast_peer")
HOME: Final = "/etc/keepalived"


def read(files: Sequence[File]) -> Reading:
    """Every configuration that no other takes in."""
    by_folder: dict[str, list[File]] = {}
    for file in files:
        by_folder.setdefault(normpath(str(file.path.parent)), []).append(file)

    def find(within: Source, name: str) -> list[Source]:
        return included(by_folder, within.name, name)

    known: dict[str, str] = {}
    doubts: list[tuple[str, int, str]] = []
    found: dict[str, list[VrrpInstance]] = {}
    taken: set[str] = set()
    own = [file for file in files if is_ours(file)]
    alike = Counter(host_of(file.path) for file in own if not file.path.parent.name.endswith(SAME_FOR_ALL))
    for file in own:
        if is_old(file.path):
            known[file.name] = "an old copy of keepalived's settings, left"
        elif match := TEMPLATE.search(file.text):
            line = file.text.count("\n", 0, match.start()) + 1
            known[file.name] = "a template of keepalived's settings, left"
            doubts.append((file.name, line, "a template with conditions: give what it comes to on each host"))
        else:
            host = host_of(file.path)
            # a host runs one configuration: of several that look like one host's, each is another's
            host = file.name if alike[host] > 1 else host
            readings = configurations(Source(file.name, file.text), host, find)
            found[file.name] = [each for host, made in readings for each in instances(made, host)]
            taken |= {name for _, made in readings for name in made.included}
            doubts += [doubt for _, made in readings for doubt in made.doubts]
    for file in files:
        for source, host in in_objects(file):
            readings = configurations(source, host, nothing)
            found.setdefault(file.name, []).extend(each for owner, made in readings for each in instances(made, owner))
            doubts += [doubt for _, made in readings for doubt in made.doubts]
    roots = {name: several for name, several in found.items() if name not in taken}
    for name, several in roots.items():
        known[name] = f"keepalived's settings, {plural(len(several), 'vrrp_instance')}"
    known |= dict.fromkeys(taken, "keepalived's settings, included by another file")
    return Reading(
        facts=Facts(keepalived=tuple(each for several in roots.values() for each in several)),
        read=known,
        doubts=tuple(dict.fromkeys(doubts)),
    )


def is_ours(file: File) -> bool:
    """Whether a file is keepalived's."""
    return not file.documents and not quotes(file.path) and BLOCK.search(file.text) is not None


def included(by_folder: dict[str, list[File]], within: str, name: str) -> list[Source]:
    """The files that an include names; one that is absolute is looked for where the including file's root is."""
    home = PurePosixPath(normpath(str(PurePosixPath(within).parent)))
    wanted = PurePosixPath(name[:255])
    if wanted.is_absolute():
        root = str(home).removesuffix(HOME.lstrip("/")).removesuffix("/")
        inside = wanted.is_relative_to(HOME)
        if root != str(home):
            wanted = PurePosixPath(root) / str(wanted).lstrip("/") if root else PurePosixPath(str(wanted).lstrip("/"))
        else:
            wanted = home / (wanted.relative_to(HOME) if inside else wanted.name)
    else:
        wanted = home / wanted
    folder = normpath(str(wanted.parent))
    found = (each for each in by_folder.get(folder, ()) if fnmatchcase(each.path.name, wanted.name))
    return [Source(each.name, each.text) for each in sorted(found, key=lambda each: each.name) if each.name != within]


def in_objects(file: File) -> Iterator[tuple[Source, str]]:
    """Configurations in the ConfigMaps of a file, each with the object's name for a host.

    The lines of a text in a block (`keepalived.conf: |`) are those of the file; any other stands on one line.
    """
    if "vrrp_instance" not in file.text:
        return
    lines = file.text.split("\n")
    for found in objects(file.documents):
        for _, node in pairs(found.at("data")) if found.kind == "ConfigMap" else ():
            value = text(node)
            if BLOCK.search(value) is not None and TEMPLATE.search(value) is None:
                in_block = any(IN_BLOCK.search(line) for line in lines[node.line - 1 : node.line])
                source = Source(file.name, value, node.line + in_block, is_on_one_line=not in_block)
                yield source, f"{file.name}/{found.name}"


def nothing(_within: Source, _name: str) -> list[Source]:
    """What an include of an object's text leads to: files of a container, that nobody gave."""
    return []


def configurations(source: Source, host: str, find: Find) -> list[tuple[str, Configuration]]:
    """What a text says, for each host that it is of."""
    first = configuration(source, find)
    named = list(dict.fromkeys([*ids(source.text), *first.ids]))
    if not named:
        return [(host, first)]
    if own_name(host) in named:
        return [(host, configuration(source, find, own_name(host)))]
    found = [(f"{host}/{own_id}", configuration(source, find, own_id)) for own_id in named[:MOST_IDS]]
    if len(named) > MOST_IDS:
        found[0][1].doubts.append(
            (source.name, source.first_line, f"it is read for {MOST_IDS} of its {len(named)} configuration ids")
        )
    return found


def instances(made: Configuration, host: str) -> Iterator[VrrpInstance]:
    """The vrrp_instances of a configuration."""
    general = {
        word: setting
        for statement in made.statements
        if statement.keyword == "global_defs"
        for word, setting in settings(statement, "global_defs")
    }
    unread = tuple(
        Setting(
            name="include",
            value=Unknown(why=f"{plain(name)} is not among what was read"),
            place=Place(file=file, line=line, path="include"),
        )
        for file, line, name in made.missing
    )
    for statement in made.statements:
        if statement.keyword != "vrrp_instance":
            continue
        name = " ".join(statement.words[1:]) or "without a name"
        path = f"vrrp_instance {name}"
        peers, addresses, excluded = (listed(statement, each, path) for each in ("unicast_peer", *LISTS[:2]))
        yield VrrpInstance(
            name=name,
            place=Place(file=statement.file, line=statement.line, path=path),
            settings=dict(settings(statement, path)),
            addresses=addresses,
            excluded=excluded,
            peers=peers,
            general=general,
            unread=unread,
            host=host,
        )


def settings(block: Statement, path: str) -> Iterator[tuple[str, Setting]]:
    """The keywords of a block that have one value, those of its `authentication` among them."""
    for statement in block.block:
        if statement.keyword == "authentication":
            yield from settings(statement, path)
        elif statement.words and statement.keyword not in LISTS:
            yield statement.keyword, one(statement, path)


def one(statement: Statement, path: str) -> Setting:
    """A keyword with its value. A password is kept as its digest: it is compared, and never shown."""
    word, said = statement.keyword, " ".join(statement.words[1:])
    value: Plain | Unknown
    if UNRESOLVED.search(said):
        value = Unknown(why=f"is {plain(said)}, which is defined nowhere in what was read")
    elif word == SECRET:
        value = sha256(said[:8].encode(errors="replace")).hexdigest()
    else:
        value = said if said and word not in FLAGS else True
    return Setting(name=word, value=value, place=Place(file=statement.file, line=statement.line, path=f"{path}.{word}"))


def listed(block: Statement, keyword: str, path: str) -> tuple[Setting, ...]:
    """The addresses of lists, each with its own line."""
    return tuple(
        Setting(
            name=keyword,
            value=address_or_why(entry.keyword),
            place=Place(file=entry.file, line=entry.line, path=f"{path}.{keyword}"),
        )
        for entry in entries(block.block, keyword)
    )


def address_or_why(word: str) -> str | Unknown:
    """An address as the file writes it; what is none may be anything that is put in later."""
    if UNRESOLVED.search(word):
        return Unknown(why=f"is {plain(word)}, which is defined nowhere in what was read")
    return word if address(word) is not None else Unknown(why=f"is {plain(word)}, which is no address")


def entries(statements: Iterable[Statement], keyword: str) -> Iterator[Statement]:
    """What stands in a block's lists of a name."""
    for statement in statements:
        if statement.keyword == keyword:
            yield from (each for each in statement.block if each.words)


READER: Final = Reader(name="keepalived.conf", read=read)
