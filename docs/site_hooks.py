"""What mkdocs does besides (`hooks` in mkdocs.yml): pages that are not in docs/, folders in the navigation, links out.

- the stories of the lab's captures and the man pages become pages, where they are
- `rules/*` in the navigation is every page of that folder, its README first
- links that leave docs/ lead to those pages, to the code at `SOURCE_URL`, or, where none is set, nowhere
- a list may follow its sentence without a blank line, as on GitHub
"""

import os
import posixpath
import re
from pathlib import Path
from typing import Final, TypeAlias

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

Entry: TypeAlias = "str | list[Entry] | dict[str, Entry]"
"""A page, several, or several under a title, as mkdocs.yml has them."""
DOCS: Final = Path(__file__).resolve().parent
REPO: Final = DOCS.parent
MAN: Final = DOCS / "man"
LINK: Final = re.compile(r"(?<!\!)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)")
FENCE: Final = re.compile(r"^ *(?:```|~~~)")
ITEM: Final = re.compile(r"^(?:[-*] |\d+\. )")
REFERENCE: Final = re.compile(r"(\S+) (\(\d\))")
REQUEST: Final = re.compile(r"^\.(\w+) ?(.*)$")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """The navigation with its folders opened."""
    config.nav = opened(config.nav)
    return config


def opened(entry: Entry) -> Entry:
    """A part of the navigation, each `folder/*` in it as the pages of that folder."""
    match entry:
        case list():
            return [opened(part) for part in entry]
        case dict():
            return {title: opened(part) for title, part in entry.items()}
        case _:
            return [*pages_of(entry.removesuffix("/*"))] if entry.endswith("/*") else entry


def pages_of(folder: str) -> list[str]:
    """The pages of a folder, its README first; of the man pages that of the whole."""
    if folder == "man":
        return [f"man/{name}.md" for name in sorted(path.stem for path in MAN.glob("*.1"))]
    top = REPO if folder == "captures" else DOCS
    found = sorted(path.relative_to(top).as_posix() for path in (top / folder).rglob("*.md") if is_story(path))
    index = f"{folder}/README.md"
    return [index, *(page for page in found if page != index)]


def is_story(path: Path) -> bool:
    """Whether a page is one of the repository, not of something that was made beside it."""
    return path.parent.parent != REPO / "captures" / "made" and "lab" not in path.relative_to(REPO).parts


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """With the pages that are not in docs/."""
    for name in pages_of("captures"):
        files.append(File.generated(config, name, content=(REPO / name).read_text(encoding="utf-8")))
    for path in sorted(MAN.glob("*.1")):
        text = manual(path.read_text(encoding="utf-8"))
        files.append(File.generated(config, f"man/{path.stem}.md", content=text))
    return files


def on_page_markdown(markdown: str, page: Page, files: Files, **_: object) -> str:
    """A page with its links led where they can be followed, and its lists as GitHub shows them."""
    source = page.file.src_uri
    lines: list[str] = []
    is_code, before = False, ""
    for line in markdown.splitlines():
        if FENCE.match(line):
            is_code = not is_code
        told = line
        if not is_code and not line.startswith("    "):
            if ITEM.match(line) and before and not ITEM.match(before) and not before.startswith(" "):
                lines.append("")
            told = LINK.sub(lambda found: led(found, source, files), line)
        lines.append(told)
        before = line
    return "\n".join(lines) + "\n"


def led(found: re.Match[str], source: str, files: Files) -> str:
    """A link of a page: to another page of the site, to the code, or its text alone."""
    text, target = found[1], found[2]
    if re.match(r"https?:|mailto:|#", target):
        return found[0]
    path, mark, anchor = target.partition("#")
    here = source if source.startswith("captures/") else f"docs/{source}"
    there = posixpath.normpath(posixpath.join(posixpath.dirname(here), path))
    name = re.sub(r"^(man/.*)\.1$", r"\1.md", there.removeprefix("docs/"))
    for candidate in (name, f"{name}/README.md"):
        if files.get_file_from_path(candidate) is not None:
            return f"[{text}]({posixpath.relpath(candidate, posixpath.dirname(source) or '.')}{mark}{anchor})"
    if not (REPO / there).exists():
        return found[0]  # mkdocs says that it leads nowhere
    code = os.environ.get("SOURCE_URL")
    return f"[{text}]({code.rstrip('/')}/{there}{mark}{anchor})" if code else text


def manual(roff: str) -> str:
    """A man page, of the few requests that ours are made of, as Markdown."""
    lines: list[str] = []
    after = ""
    for line in roff.splitlines():
        request = REQUEST.match(line)
        name, text = (request[1], plain(request[2])) if request else ("", plain(line))
        if name == "TH":
            lines.append(f"# {text.split()[0].lower()}(1)\n")
        elif name in ("SH", "SS"):
            lines.append(f"\n## {text.capitalize()}\n" if name == "SH" else f"\n### `{text}`\n")
        elif name == "TP":
            after = "term"
            continue
        elif after == "term":
            lines.append(f"\n{marked(name, text)}\n:   ")
            after = "meaning"
            continue
        else:
            shown = marked(name, text)
            lines.append(f"{lines.pop()}{shown}" if after == "meaning" else f"{shown}  ")
        after = ""
    return "\n".join(lines) + "\n"


def marked(request: str, text: str) -> str:
    """A text as a request has it printed: names of other man pages as links, where they are ours."""
    if request == "BR":
        return REFERENCE.sub(lambda found: referred(found[1], found[1] + found[2]), text)
    return f"`{text}`" if request else text.replace("[", "\\[")


def referred(name: str, shown: str) -> str:
    """A man page that another one names."""
    return f"[{shown}]({name}.md)" if (MAN / f"{name}.1").exists() else shown


def plain(text: str) -> str:
    """What roff would print of a text."""
    return text.replace("\\&", "").replace("\\-", "-").replace("\\e", "\\").replace("\\(aq", "'").strip('"')
