"""Hooks of mkdocs: pages that lie outside docs/ (the README, cards, examples) become pages of the site, and links between all of them stay true.

On disk, and where the repository is read in a browser, links lead from file to file. The site has its own places, so each link is put right here:
what a page links to is brought along, wherever in the repository it lies, and a link to what is not there is an error of the build.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[1]
DOCS, HOME, EXAMPLES = "docs/", "README.md", "examples/README.md"
LINK = re.compile(r"(?<=\]\()(?!\w+:|#)([^)#\s]+)")  # the file of a relative link or picture
ELSEWHERE = re.compile(r'<script src="https://unpkg.com/iframe-worker/shim"></script>')  # the theme's; docs/worker.js does it without a network
SCRIPT = re.compile(r"\]\((\w+\.py)\)")


def on_files(files: Files, config: Any) -> Files:
    """Add the README, as the first page, and whatever is linked to from any page, from one to the next."""
    todo = [HOME, *(DOCS + file.src_uri for file in files.documentation_pages())]
    seen = set(todo)
    _add(files, HOME, config)
    while todo:
        page = todo.pop()
        for target in _targets(page, (ROOT / page).read_text(encoding="utf-8")):
            if target in seen or not (ROOT / target).is_file():
                continue  # what is missing is told by mkdocs itself
            seen.add(target)
            if not target.startswith(DOCS):
                _add(files, target, config)
            if target.endswith(".md"):
                todo.append(target)
    return files


def on_page_markdown(markdown: str, page: Page, **_: Any) -> str:
    """Put the links of a page right; below the list of examples stand the examples."""
    place = Path(str(page.file.abs_src_path)).relative_to(ROOT).as_posix()
    here = os.path.dirname(page.file.src_uri)
    if place == EXAMPLES:
        scripts = SCRIPT.findall(markdown)
        markdown = SCRIPT.sub(lambda found: f"](#{found[1].replace('.', '')})", markdown)
        shown = "\n".join(f"## {name}\n\n```python\n{(ROOT / 'examples' / name).read_text(encoding='utf-8')}```\n" for name in scripts)
        markdown = f"{markdown}\n{shown}"
    return LINK.sub(lambda found: os.path.relpath(_uri(_target(place, found[1])), here or ".").replace(os.sep, "/"), markdown)


def on_post_template(output_content: str, **_: Any) -> str:
    """Let the page that says that there is no such page search without a network: not at all, then."""
    return ELSEWHERE.sub("", output_content)


def on_post_page(output: str, page: Page, **_: Any) -> str:
    """Let nothing come from the network."""
    worker = os.path.relpath("worker.js", os.path.dirname(page.file.src_uri) or ".").replace(os.sep, "/")
    output = ELSEWHERE.sub(f'<script src="{worker}"></script>', output)
    asked = re.findall(r'<(?:script|img|iframe)[^>]*\ssrc="?https?:[^">]*|<link[^>]*\shref="?https?:[^">]*', output)
    if asked:
        raise PluginError(f"A page of the site asks nothing of the network. Received: {asked[0]}. Put it into docs/.")
    return output


def _targets(place: str, markdown: str) -> Iterator[str]:
    yield from (_target(place, link) for link in LINK.findall(markdown))


def _target(place: str, link: str) -> str:
    """Where in the repository a link leads."""
    return os.path.normpath(os.path.join(os.path.dirname(place), link)).replace(os.sep, "/")


def _uri(place: str) -> str:
    """Where on the site a file of the repository lies."""
    return "index.md" if place == HOME else place.removeprefix(DOCS)


def _add(files: Files, place: str, config: Any) -> None:
    files.append(File.generated(config, _uri(place), abs_src_path=str(ROOT / place), inclusion=InclusionLevel.INCLUDED))
