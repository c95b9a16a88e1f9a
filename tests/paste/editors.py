"""Rich-text editors that nobody here wrote, as npm has them, with the paste handling they come with."""

from __future__ import annotations

import json
import tarfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, Route

ARCHIVES = Path(__file__).parents[2] / ".venv" / "editors"
ORIGIN = "http://editors.test"
_MODULES = ("model", "state", "view", "transform", "schema-basic", "schema-list")
_IMPORTS = {f"prosemirror-{name}": f"/prosemirror-{name}/dist/index.js" for name in _MODULES}
_PROSEMIRROR = """<!doctype html><meta charset=utf-8><style>.ProseMirror{white-space:pre-wrap;min-height:300px}</style>
<div id=editor></div><script type=importmap>%s</script><script type=module>
import { EditorState } from "prosemirror-state";
import { EditorView } from "prosemirror-view";
import { Schema } from "prosemirror-model";
import { schema as basic } from "prosemirror-schema-basic";
import { addListNodes } from "prosemirror-schema-list";
const schema = new Schema({
  nodes: addListNodes(basic.spec.nodes, "paragraph block*", "block"), marks: basic.spec.marks,
});
new EditorView(document.getElementById("editor"), { state: EditorState.create({ schema }) });
</script>"""
_QUILL = """<!doctype html><meta charset=utf-8><style>.ql-editor{min-height:300px}</style>
<div id=editor></div><script src="/quill/dist/quill.js"></script><script>
new Quill("#editor");
</script>"""
PAGES = {
    "prosemirror": _PROSEMIRROR % json.dumps({"imports": {**_IMPORTS, "orderedmap": "/orderedmap/dist/index.js"}}),
    "quill": _QUILL,
}
_FIELDS = {"prosemirror": ".ProseMirror", "quill": ".ql-editor"}


class Pasted(NamedTuple):
    """What stands in an editor, or in an article."""

    text: str
    """Without white space and list marks."""
    headings: list[str]
    bold: str
    links: list[tuple[str, str]]
    items: list[str]
    pictures: list[str]


def open_editor(context: BrowserContext, name: str) -> Page:
    """Return a page with an empty editor."""
    context.route(f"{ORIGIN}/**", _serve)
    page = context.new_page()
    page.goto(f"{ORIGIN}/{name}.html")
    page.wait_for_selector(_FIELDS[name])
    return page


def paste(page: Page, name: str) -> None:
    """Press Ctrl+V in the editor."""
    page.click(_FIELDS[name])
    page.keyboard.press("ControlOrMeta+V")
    page.wait_for_function(f"document.querySelector('{_FIELDS[name]}').innerText.trim()")


def read_editor(page: Page, name: str) -> Pasted:
    """Return what stands in the editor."""
    return read_element(page, _FIELDS[name])


def read_element(page: Page, selector: str) -> Pasted:
    """Return what stands in an element of a page."""
    said = page.evaluate(_READ, selector)
    said["links"] = [tuple(link) for link in said["links"]]
    return Pasted(**said)


_READ = """(selector) => {
  const root = document.querySelector(selector);
  const squeeze = (text) => text.replace(/[\\s\\u00a0\\ufeff]+/g, "");
  const all = (wanted) => [...root.querySelectorAll(wanted)];
  const bold = all("strong,b").filter((one) => !one.closest("h1,h2,h3"));
  const leads = all("li").map((one) => {
    const copy = one.cloneNode(true);
    for (const inner of copy.querySelectorAll("ol,ul")) inner.remove();
    return squeeze(copy.textContent);
  });
  return {
    text: squeeze(root.textContent),
    headings: all("h1,h2,h3").map((one) => squeeze(one.textContent)),
    bold: bold.map((one) => squeeze(one.textContent)).join(""),
    links: all("a[href]").map((one) => [one.getAttribute("href"), squeeze(one.textContent)]),
    items: leads,
    pictures: all("img").filter((one) => !one.classList.contains("ProseMirror-separator")).map((one) => one.src),
  };
}"""


def _serve(route: Route) -> None:
    path = urlsplit(route.request.url).path.strip("/")
    if path.removesuffix(".html") in PAGES:
        route.fulfill(body=PAGES[path.removesuffix(".html")], content_type="text/html")
        return
    package, _, inside = path.partition("/")
    archive = next(ARCHIVES.glob(f"{package}-[0-9]*.tgz"), None)
    if archive is None:
        route.fulfill(status=404, body=f"no {package} in {ARCHIVES}: run `make install`")
        return
    with tarfile.open(archive) as opened:
        member = opened.extractfile(f"package/{inside}")
        assert member is not None, path
        route.fulfill(body=member.read(), content_type="text/javascript")
