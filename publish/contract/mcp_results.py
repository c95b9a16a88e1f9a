"""What tools for agents return that no command prints."""

from __future__ import annotations

from publish.contract.json_object import JsonObject


class ListedIssue(JsonObject):
    """An issue of the newsletter."""

    name: str
    file: str
    title: str
    state: str
    """State of its delivery; `unknown` where no account is set up."""


class IssueList(JsonObject):
    """Issues of the newsletter, newest first."""

    issues: list[ListedIssue]
    total: int


class IssueText(JsonObject):
    """The text of an issue."""

    name: str
    file: str
    text: str
    digest: str
    """Hash of the file: it tells whether the file has changed since."""


class RenderedText(JsonObject):
    """A text as the HTML of an article."""

    html: str
    chars: int
    theme: str
