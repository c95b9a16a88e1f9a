"""The articles that readers can see, of publications and of mass sends, by the ids of the statistics and comments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple

from publish.sandbox.models import MassSend, PublishJob, SandboxAccount, StoredArticle
from publish.sandbox.state import CHINA, State

WITH_NOTICE, WITHOUT_NOTICE = 0, 1
"""Values of `publish_type`: a mass send, and a publication that followers are not told of."""
_SUCCESS = 0


class PublishedArticle(NamedTuple):
    """An article that is out."""

    msg_data_id: int
    number: int  # of the article in its message, from 1
    published: float
    publish_type: int
    article: StoredArticle

    @property
    def msgid(self) -> str:
        """Return its id in the statistics."""
        return f"{self.msg_data_id}_{self.number}"

    @property
    def day(self) -> date:
        """Return the day on which it was published, in China."""
        return find_day(self.published)


def list_published(account: SandboxAccount, state: State) -> list[PublishedArticle]:
    """Return the articles of an account that are out and not deleted, oldest first."""
    jobs = [job for job in state.store.list(PublishJob, account.appid) if job.status == _SUCCESS]
    sent_until = state.now - state.settings.publish_delay
    sends = [send for send in state.store.list(MassSend, account.appid) if send.at <= sent_until]
    messages = [(int(job.key), job.published, WITHOUT_NOTICE, job.articles) for job in jobs]
    messages += [(int(send.key), send.at, WITH_NOTICE, send.articles) for send in sends]
    published = [
        PublishedArticle(msg_data_id, number, at, publish_type, article)
        for msg_data_id, at, publish_type, articles in messages
        for number, article in enumerate(articles, 1)
        if not article.deleted
    ]
    return sorted(published, key=lambda each: (each.published, each.msg_data_id, each.number))


def make_content_url(published: PublishedArticle, account: SandboxAccount) -> str:
    """Return the URL of an article as the statistics write it: with the id of its message, and its number there."""
    query = f"__biz={account.original_id}&mid={published.msg_data_id}&idx={published.number}"
    return f"http://mp.weixin.qq.com/s?{query}&sn={published.article.address}&chksm=0#rd"


def find_day(at: float) -> date:
    """Return the day of a time, in China."""
    return datetime.fromtimestamp(at, UTC).astimezone(CHINA).date()
