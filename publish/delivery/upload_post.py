"""The picture post of an issue as an article of a draft, its pictures in the material library."""

from __future__ import annotations

from typing import NamedTuple

from publish.core.api_types import DraftArticle
from publish.core.html import StyledHtml
from publish.core.picture_post import PicturePost
from publish.core.ports import DeliveryServices
from publish.core.problem import Problem
from publish.core.settings import Comments
from publish.delivery.upload_pictures import AccountUploads, explain_fetched, fetch_pictures
from publish.wechat.limits import find_post_crops


class UploadedPost(NamedTuple):
    """A picture post whose pictures are uploaded."""

    article: DraftArticle
    problems: list[Problem]  # warnings about pictures of the web and the material library
    new: set[str]  # media ids of the pictures that were uploaded now


def upload_post(post: PicturePost, title: str, comments: Comments, services: DeliveryServices) -> UploadedPost:
    """Upload the pictures of a post, each once, and return it as an article of a draft.

    Raises:
        ArticleError: A picture of the web is not available, or the library has no room: nothing was uploaded.
        PublishError: The platform refuses a picture.
    """
    uploads = AccountUploads(services)
    found = fetch_pictures(post.pictures, services.pictures)
    pictures = [picture for _, picture in found]
    media_ids = tuple(uploads.upload_material(pictures))
    article = DraftArticle(
        title=title,
        author="",
        digest="",
        content=StyledHtml(post.text),
        source_url="",
        cover_id=media_ids[0],
        cover_crops=find_post_crops(pictures[0].width, pictures[0].height, *post.focus),
        comments=comments is not Comments.CLOSED,
        fans_only=comments is Comments.FOLLOWERS,
        picture_ids=media_ids,
    )
    return UploadedPost(article, [*explain_fetched(found), *uploads.problems], uploads.new)
