from publish.core.article import Footer
from publish.core.picture import Picture
from tests.samples import TITLE, read

QR, BADGE = Picture("qr.png", b"", 1, 1), Picture("badge.png", b"", 1, 1)


def test_issue_entries_lists_the_entries_of_all_sections() -> None:
    issue = read(TITLE, "## 新闻", "- [甲](u)", "", "文", "## 论文", "- [乙](u)", "- [丙](u)")

    assert [entry.title for entry in issue.entries] == ["甲", "乙", "丙"]
    assert [len(section.entries) for section in issue.sections] == [1, 2]


def test_picture_media_type_follows_the_content() -> None:
    types = {
        data: Picture("a.png", data, 1, 1).media_type for data in (b"\xff\xd8\xff\xe0", b"GIF89a", b"\x89PNG", b"")
    }

    assert list(types.values()) == ["image/jpeg", "image/gif", "image/png", "image/png"]


def test_footer_pictures_lists_only_existing_pictures() -> None:
    assert Footer().pictures == {}
    assert Footer(badge=BADGE).pictures == {"frame:badge": BADGE}
    assert Footer(qr=QR, badge=BADGE).pictures == {"frame:qr": QR, "frame:badge": BADGE}
