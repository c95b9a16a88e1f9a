"""A picture of the web from the settings to the build: through a proxy, by its name, with the newsletter's own site."""

from __future__ import annotations

import ssl
from pathlib import Path

import certifi
import pytest
import trustme

from publish.cli import main
from tests.loopback import HOST, Answer, Server, Visit, reply
from tests.pictures import draw
from tests.socks_proxy import be_http_proxy, be_socks_proxy

SETTINGS = """\
proxy = "{proxy}"
proxy_resolves = {resolves}
[newsletter]
issues = "."
source_url = "https://news.example.org/{{date}}.html"
"""
ISSUE = f"---\ncover: https://{HOST}/cover.png\n---\n# 简报 (2020-06-17)\n\n正文。\n"
PICTURE = draw("PNG", (900, 383))


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Answer:
    """Return a host that publish believes, and that gives its picture only to the newsletter's own site."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setattr(certifi, "where", lambda: str(tmp_path / "authority.pem"))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(HOST).configure_cert(context)

    def answer(visit: Visit) -> None:
        inner = visit.secure(context)
        inner.read_request()
        told = "\r\nReferer: https://news.example.org/\r\n" in inner.request
        inner.send(reply(PICTURE) if told else reply(status="403 Forbidden"))
        inner.connection.close()

    return answer


@pytest.mark.parametrize("scheme", ["http", "socks5"])
def test_build_fetches_a_cover_through_a_proxy_that_looks_names_up(
    host: Answer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], scheme: str
) -> None:
    asked: list[str] = []
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    (tmp_path / "2020-06-17.md").write_text(ISSUE, encoding="utf-8")

    with Server((be_http_proxy if scheme == "http" else be_socks_proxy)(asked, host)) as server:
        settings = SETTINGS.format(proxy=f"{scheme}://127.0.0.1:{server.port}", resolves="true")
        (tmp_path / "publish.toml").write_text(settings, encoding="utf-8")
        code = main(["build", "2020-06-17"])

    said = capsys.readouterr()
    assert (code, asked) == (0, [f"{HOST}:443"] * 2), said.out + said.err
    assert HOST not in said.err
