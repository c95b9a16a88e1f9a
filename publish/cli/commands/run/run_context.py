"""Context of a run: time, account, ledger, and the due times of the issues."""

from __future__ import annotations

from datetime import datetime, tzinfo
from pathlib import Path
from typing import NamedTuple

from publish.adapters.storage.publications_file import load_publications
from publish.cli.account_access import is_sandbox
from publish.cli.build_context import BuildContext
from publish.cli.console import Console
from publish.cli.ledger_access import AccountLedger, find_due_issues
from publish.core.delivery_record import DueIssue
from publish.delivery.planner import PlanningTime
from publish.i18n.translator import Translator


class RunContext(NamedTuple):
    """One run, or dry run."""

    console: Console
    context: BuildContext
    ledger: AccountLedger
    now: datetime  # in UTC
    zone: tzinfo

    @property
    def issues(self) -> Path:
        """Return the folder of the issues."""
        return self.context.folder.folder

    @property
    def translator(self) -> Translator:
        """Return the translator."""
        return self.console.translator

    def format_time(self, moment: datetime) -> str:
        """Return a time in the newsletter's time zone."""
        return moment.astimezone(self.zone).strftime("%Y-%m-%d %H:%M %Z")

    def find_due_issues(self) -> list[DueIssue]:
        """Return every issue of the folder with its publish time."""
        context = self.context
        return list(find_due_issues(context.folder, context.repository, context.settings.schedule, self.zone))

    def load_planning_time(self) -> PlanningTime:
        """Return the inputs of the plan: the time, the schedule, and the published issues."""
        published = frozenset(load_publications(self.issues, self.context.repository))
        return PlanningTime(
            self.now, self.context.settings.schedule, published, records=not is_sandbox(self.ledger.account)
        )
