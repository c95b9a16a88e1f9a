from __future__ import annotations

import io
import tarfile
from pathlib import Path

import pytest

from tests.documents.packages import PYPI, Document, Package, read_documents

PACKAGE = Package(PYPI, "@org/one", "1.0", "0" * 64, "docs/", 1)


@pytest.fixture
def archives(tmp_path: Path) -> Path:
    """Return a folder with the archive of a package that has more than documents in it."""
    (tmp_path / PYPI).mkdir()
    with tarfile.open(tmp_path / PACKAGE.archive, "w:gz") as archive:
        for name, data in {
            "one-1.0/docs/b.md": "\ufeff# 乙\r\n文".encode(),
            "one-1.0/docs/a.mdx": b"# A",
            "one-1.0/docs/CHANGELOG.md": b"# Long",
            "one-1.0/docs/empty.md": b"\n",
            "one-1.0/docs/huge.md": b"a" * 200_000,
            "one-1.0/docs/a.rst": b"A",
            "one-1.0/README.md": b"# Outside the folder",
            "/docs/c.md": b"# Absolute",
            "../docs/d.md": b"# Above",
            "one-1.0/docs/../../e.md": b"# Far above",
        }.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
        link = tarfile.TarInfo("one-1.0/docs/link.md")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/hostname"
        archive.addfile(link)
    return tmp_path


def test_read_documents_takes_the_markdown_of_the_folder(archives: Path) -> None:
    assert read_documents(PACKAGE, archives) == [
        Document("org-one", "docs/a.mdx", "# A"),
        Document("org-one", "docs/b.md", "# 乙\n文"),
    ]


def test_read_documents_writes_nothing(archives: Path) -> None:
    before = sorted(archives.rglob("*"))

    read_documents(PACKAGE, archives)

    assert sorted(archives.rglob("*")) == before


def test_missing_archive_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="make install"):
        read_documents(PACKAGE, tmp_path)
