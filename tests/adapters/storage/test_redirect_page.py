from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from publish.adapters.storage.private_files import keep_redirect_page
from publish.core.exceptions import OutputError

URL = "http://127.0.0.1:9/?token=a-secret&x=1"


def test_redirect_page_is_owner_only_and_contains_the_address(tmp_path: Path) -> None:
    path = tmp_path / "preview" / "1.html"
    before = os.umask(0)
    try:
        with keep_redirect_page(URL, path) as entry:
            written = path.read_text("utf-8")
            modes = [stat.S_IMODE(place.stat().st_mode) for place in (path, path.parent)]
    finally:
        os.umask(before)

    assert (entry, "a-secret" in entry) == (path.as_uri(), False)
    assert 'content="0;url=http://127.0.0.1:9/?token=a-secret&amp;x=1"' in written
    assert modes == [0o600, 0o700]


@pytest.mark.parametrize("end", [None, KeyboardInterrupt])
def test_redirect_page_is_deleted_at_the_end(tmp_path: Path, end: type[BaseException] | None) -> None:
    path = tmp_path / "1.html"

    try:
        with keep_redirect_page(URL, path):
            if end:
                raise end
    except KeyboardInterrupt:
        pass

    assert not path.exists()


def test_redirect_page_reports_an_unwritable_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(OutputError), keep_redirect_page(URL, tmp_path / "file" / "1.html"):
        pass
