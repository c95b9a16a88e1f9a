from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from lxml.etree import _Element, fromstring

from publish.core.settings import NewsletterSettings, Settings
from publish.steps.archive.atom_feed import MAX_ENTRIES, render_feed
from publish.steps.archive.json_index import IndexEntry
from tests.steps.archive.listing import SETTINGS, TEXT, list_issue

ATOM = {"a": "http://www.w3.org/2005/Atom"}
FULL = Settings(
    newsletter=NewsletterSettings(
        name="周报", account="某号", project="https://a.example/项目", source_url="https://a.example/{date}.md"
    )
)
DAYS = ("2020-06-03", "2020-06-17")
ISSUES = [list_issue(DAYS[0], published="https://mp.weixin.qq.com/s/out"), list_issue(DAYS[1])]


def read(settings: Settings = FULL, issues: list[IndexEntry] | None = None) -> _Element:
    return fromstring(render_feed(ISSUES if issues is None else issues, settings))


def find(feed: _Element, path: str) -> list[str | None]:
    found = feed.xpath(path, namespaces=ATOM)
    assert isinstance(found, list)
    return [str(text) for text in found]


def test_feed_begins_with_the_newest_issue_and_has_its_date() -> None:
    feed = read()

    assert find(feed, "/a:feed/a:updated/text()") == ["2020-06-17T00:00:00Z"]
    assert find(feed, "//a:entry/a:updated/text()") == ["2020-06-17T00:00:00Z", "2020-06-03T00:00:00Z"]
    assert find(feed, "//a:entry/a:title/text()") == ["周报 (2020-06-17)", "周报 (2020-06-03)"]
    assert find(feed, "//a:entry/a:summary/text()") == ["说说2020-06-17", "说说2020-06-03"]


def test_feed_entry_links_to_the_published_article_or_its_source() -> None:
    assert find(read(), "//a:entry/a:link/@href") == [
        "https://a.example/2020-06-17.md", "https://mp.weixin.qq.com/s/out",
    ]  # fmt: skip


def test_feed_entry_id_is_unchanged_when_the_article_is_published() -> None:
    before = find(read(issues=[list_issue(DAYS[0])]), "//a:entry/a:id/text()")

    assert before == find(read(issues=ISSUES[:1]), "//a:entry/a:id/text()") == ["https://a.example/2020-06-03.md"]


@pytest.mark.parametrize("settings", [Settings(), SETTINGS, FULL], ids=["nothing said", "a name", "all said"])
def test_feed_has_the_elements_required_by_rfc_4287(settings: Settings) -> None:
    feed = read(settings)

    entries = feed.findall("a:entry", ATOM)
    for element in (feed, *entries):
        assert [len(element.findall(f"a:{name}", ATOM)) for name in ("id", "title", "updated")] == [1, 1, 1]
    assert find(feed, "a:author/a:name/text()") != []  # 4.1.1: without one, every entry needs its own
    for entry in entries:  # 4.1.2: content, or a link to it
        assert entry.findall("a:content", ATOM) or entry.findall("a:link[@rel='alternate']", ATOM)
    ids = find(feed, "//a:id/text()")
    assert len(set(ids)) == len(ids)
    assert all(urlsplit(str(text)).scheme and str(text).isascii() for text in ids)  # 4.2.6: absolute


def test_feed_is_deterministic() -> None:
    assert render_feed(ISSUES, SETTINGS) == render_feed(ISSUES[::-1], SETTINGS)


def test_feed_takes_its_title_from_the_issues_without_settings() -> None:
    assert find(read(Settings()), "/a:feed/a:title/text()") == ["周报"]
    assert find(read(Settings(), [list_issue(DAYS[0], "正文\n")]), "/a:feed/a:title/text()") == ["简报"]


def test_feed_entry_without_link_has_its_digest_as_content() -> None:
    assert find(read(SETTINGS, [list_issue(DAYS[0])]), "//a:entry/a:content/text()") == ["说说2020-06-03"]


def test_feed_leaves_out_characters_not_allowed_in_xml() -> None:
    issue = list_issue(DAYS[0], TEXT.replace("说说", "说\x0b<&>"))

    feed = read(Settings(newsletter=NewsletterSettings(name="周\x0b报")), [issue])

    assert find(feed, "/a:feed/a:title/text()") == ["周报"]
    assert find(feed, "//a:content/text()") == ["说<&>2020-06-03"]


def test_feed_contains_only_the_newest_issues() -> None:
    days = [f"2020-{month:02}-{day:02}" for month in (1, 2, 3) for day in range(1, 29)]

    feed = read(issues=[list_issue(day) for day in days])

    titles = find(feed, "//a:entry/a:title/text()")
    assert (len(titles), titles[0]) == (MAX_ENTRIES, "周报 (2020-03-28)")
