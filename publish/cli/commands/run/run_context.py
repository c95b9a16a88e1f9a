"""A run of what is due, real or rehearsed: what it knows, and what it finds in the folder."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from publish.adapters.config.newsletter_identity import Identity, identify_newsletter
from publish.adapters.ledger.location import LedgerPlace
from publish.adapters.storage.issue_folder import decode_issue
from publish.adapters.storage.publications_file import load_publications
from publish.adapters.wechat_api.credentials import Credentials
from publish.cli.build_context import BuildContext, relative_path
from publish.cli.build_issue import build_article_in_time
from publish.cli.build_task import BuildTask
from publish.cli.commands.ledger import is_sandbox
from publish.cli.parser import Arguments
from publish.core.delivery_record import DueIssue
from publish.core.exceptions import IssueError
from publish.delivery import DraftContents, PlanningTime, prepare_draft_contents
from publish.i18n.messages import Translator
from publish.pipeline import find_due_time


class RunContext(NamedTuple):
    """One run, real or rehearsed."""

    arguments: Arguments
    context: BuildContext
    account: Credentials
    ledger: LedgerPlace
    now: datetime
    """In UTC."""
    zone: tzinfo

    @property
    def issues(self) -> Path:
        """Return the folder of the issues."""
        return self.context.repository / self.context.settings.issues

    @property
    def newsletter(self) -> Identity:
        """Return which newsletter it is."""
        return identify_newsletter(self.context.settings.newsletter_id, self.context.repository)

    @property
    def translator(self) -> Translator:
        """Return who puts things into words."""
        return self.context.translator

    def find_file(self, issue: str) -> Path:
        """Return the file of an issue, by its place in the repository without ending."""
        for path in self.context.folder.list_files():
            if str(relative_path(path, self.context).with_suffix("")) == issue:  # a link may lead elsewhere
                return path
        return self.context.repository / f"{issue}.md"

    def read_clock(self, moment: datetime) -> str:
        """Return a time as the newsletter's clock shows it."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M %Z")

    def plan(self, issue: str) -> DraftContents:
        """Build an issue and return the drafts that it makes.

        Raises:
            PublishError: It cannot be read or built.
        """
        path = self.find_file(issue)
        task = BuildTask(path, relative_path(path, self.context), None)
        return prepare_draft_contents(issue, build_article_in_time(task, self.context))

    def find_dues(self) -> Iterator[DueIssue]:
        """Yield every issue of the folder with its time; a file that names none is no part of the schedule."""
        schedule = self.context.settings.schedule
        for path in self.context.folder.list_files():
            place = relative_path(path, self.context)
            issue = str(place.with_suffix(""))
            try:
                text = decode_issue(self.context.folder.load(path), place.name)
                at = find_due_time(text, place, schedule, self.zone)
            except IssueError as error:
                yield DueIssue(issue, None, error.problems)
            else:
                if at is not None:
                    yield DueIssue(issue, at)

    def read_now(self) -> PlanningTime:
        """Return what decides what is due: the time, the schedule, and what is out already."""
        out = frozenset(load_publications(self.issues, self.context.repository))
        return PlanningTime(self.now, self.context.settings.schedule, out, records=not is_sandbox(self.account))
