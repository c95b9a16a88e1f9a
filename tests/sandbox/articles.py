"""Pictures and articles for tests."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from PIL import Image

from tests.sandbox.server import RunningSandbox


def draw_picture(kind: str = "PNG", size: tuple[int, int] = (900, 383)) -> bytes:
    """Return a plain picture."""
    file = BytesIO()
    Image.new("RGB", size, "#1f4e79").save(file, kind)
    return file.getvalue()


def upload(sandbox: RunningSandbox, token: str, endpoint: str, name: str, file: bytes, **more: Any) -> dict[str, Any]:
    """Upload a file."""
    field = more.pop("field", "media")
    return sandbox.ask(endpoint, token, files={field: (name, file)}, **more)


def add_cover(sandbox: RunningSandbox, token: str, size: tuple[int, int] = (900, 383)) -> str:
    """Add a picture to the library, and return its media_id."""
    data = draw_picture(size=size)
    answer = upload(sandbox, token, "material/add_material", "cover.png", data, params={"type": "image"})
    media_id: str = answer["media_id"]
    return media_id


def write_article(cover: str, **more: Any) -> dict[str, Any]:
    """Return an article; a value of None leaves a field out."""
    article = {
        "title": "嵌入式简报",
        "author": "端侧",
        "content": "<section><p>正文在此。</p></section>",
        "thumb_media_id": cover,
        **more,
    }
    return {name: value for name, value in article.items() if value is not None}


def add_draft(sandbox: RunningSandbox, token: str, **more: Any) -> str:
    """Add a draft with a cover of its own."""
    article = write_article(add_cover(sandbox, token), **more)
    media_id: str = sandbox.ask("draft/add", token, {"articles": [article]})["media_id"]
    return media_id
