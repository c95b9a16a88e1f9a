"""Issues that link to a newly published one are rebuilt."""

from __future__ import annotations

from pathlib import Path

import pytest

from publish.adapters.storage.publications_file import save_publication
from publish.cli import main
from publish.core.back_issue import PublishedIssue

ADDRESS = "https://mp.weixin.qq.com/s/first"
NAMES = ("2020-06-03", "2020-06-10", "2020-06-17", "2020-06-24")
ARTICLES = {name: f"build/{name}/article.html" for name in (*NAMES, "notes")}


@pytest.fixture
def newsletter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    settings = '[newsletter]\nissues = "."\nsource_url = "https://example.org/{date}"\n[archive]\nlimit = 1\n'
    (tmp_path / "publish.toml").write_text(settings, encoding="utf-8")
    for name in NAMES:
        (tmp_path / f"{name}.md").write_text(f"# 简报 ({name}): 第一\n\n正文{name[-2:]}\n", encoding="utf-8")
    link = "见[上期](../any/2020-06-03.md)。"
    (tmp_path / "2020-06-24.md").write_text(f"# 简报 (2020-06-24)\n\n{link}\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text(f"# 札记\n\n{link}\n", encoding="utf-8")
    return tmp_path


def build(newsletter: Path) -> set[str]:
    """Build everything and return the changed articles."""
    before = {name: (newsletter / path).stat().st_mtime_ns for name, path in ARTICLES.items() if Path(path).exists()}
    assert main(["build", *(f"{name}.md" for name in ARTICLES), "--quiet", "--lang", "en"]) == 0
    return {name for name, path in ARTICLES.items() if before.get(name) != (newsletter / path).stat().st_mtime_ns}


def read(name: str) -> str:
    return Path(ARTICLES[name]).read_text(encoding="utf-8")


def test_published_issue_is_linked_from_footer_and_other_issues(newsletter: Path) -> None:
    build(newsletter)
    linked = [f'href="{ADDRESS}"' in read(name) for name in ARTICLES]

    save_publication(newsletter, "2020-06-03", PublishedIssue(ADDRESS, "简报"))
    changed = build(newsletter)

    assert not any(linked)
    assert changed == {"2020-06-10", "2020-06-24", "notes"}
    assert all(f'href="{ADDRESS}"' in read(name) for name in changed)


def test_unpublished_issue_is_linked_to_its_source(newsletter: Path) -> None:
    build(newsletter)

    assert "example.org" in read("2020-06-24")


def test_issue_without_new_links_is_not_rebuilt(newsletter: Path, capsys: pytest.CaptureFixture[str]) -> None:
    build(newsletter)
    save_publication(newsletter, "2020-06-03", PublishedIssue(ADDRESS, "简报"))
    capsys.readouterr()

    main(["build", "2020-06-17", "--lang", "en"])

    assert "nothing has changed" in capsys.readouterr().err


def test_link_to_issue_with_escaped_date_is_found(newsletter: Path) -> None:
    hidden = "# 札记\n\n见[上期](../any/2020\\-06\\-03.md)。\n"
    (newsletter / "notes.md").write_text(hidden, encoding="utf-8")
    build(newsletter)
    save_publication(newsletter, "2020-06-03", PublishedIssue(ADDRESS, "简报"))

    assert "notes" in build(newsletter)
