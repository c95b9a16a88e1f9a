"""The documentation becomes a site, and a warning is an error."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
LLMS = (DOCS / "llms.txt").read_text("utf-8")

_LISTED = re.compile(r"^- \[[^\]]+\]\(([^)]+)\)(?:: |：)\S.*$", re.MULTILINE)


def test_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": str(tmp_path)}

    ended = subprocess.run(  # noqa: S603  # our own words
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )

    assert (ended.returncode, ended.stdout) == (0, "")
    assert {"en", "zh", "llms.txt"} <= {path.name for path in (tmp_path / "site").iterdir()}
    assert [link for link in _LISTED.findall(LLMS) if not (tmp_path / "site" / link).is_file()] == []
    index = json.loads((tmp_path / "site" / "search" / "search_index.json").read_text("utf-8"))
    titles = {page["title"].replace("\u200b", "") for page in index["docs"]}  # set between the words that are searched
    assert {"草稿与发布", "Drafts and releases"} <= titles


# --- the table of contents for language models ----------------------------------------------------


def test_llms_txt_has_the_form_of_the_proposal() -> None:
    title, summary, *lines = [line for line in LLMS.splitlines() if line]
    heads = [line for line in lines if line.startswith("#")]

    assert (title, summary.startswith("> ")) == ("# publish", True)
    assert heads == ["## For agents", "## For people", "## 中文", "## Optional"]
    assert [line for line in lines[lines.index(heads[0]) :] if line not in heads and not _LISTED.match(line)] == []


def test_llms_txt_lists_every_page_once() -> None:
    pages = {path.relative_to(DOCS).with_suffix(".html").as_posix() for path in DOCS.rglob("*.md")}

    assert sorted(_LISTED.findall(LLMS)) == sorted(pages - {"index.html"})
