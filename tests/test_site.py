"""The documentation becomes a site, and a warning is an error."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(tmp_path / "site")]
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "XDG_CACHE_HOME": str(tmp_path)}

    ended = subprocess.run(  # noqa: S603  # our own words
        command, capture_output=True, text=True, check=False, cwd=ROOT, env=environment
    )

    assert (ended.returncode, ended.stdout) == (0, "")
    assert {"en", "zh"} <= {path.name for path in (tmp_path / "site").iterdir()}
    index = json.loads((tmp_path / "site" / "search" / "search_index.json").read_text("utf-8"))
    titles = {page["title"].replace("\u200b", "") for page in index["docs"]}  # set between the words that are searched
    assert {"草稿与发布", "Drafts and releases"} <= titles
