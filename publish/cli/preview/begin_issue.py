"""Begin the next issue from the preview page."""

from __future__ import annotations

from datetime import datetime

from publish.adapters.system.host import load_zone
from publish.cli.next_issue import write_next_issue
from publish.cli.preview.worker_context import load_context, report_all, translate_all
from publish.core.exceptions import PublishError
from publish.preview.live_builds import BegunIssue


def begin_issue() -> BegunIssue:
    """Write the beginning of the next issue to a new file, as `publish new` does."""
    try:
        context = load_context()
        day = datetime.now(load_zone(context.settings.schedule.timezone)).date()
        begun = write_next_issue(day, "", context.repository, context.settings)
    except PublishError as error:
        return BegunIssue("", report_all(error.problems))
    message = "new-made" if begun.last else "new-made-first"
    return BegunIssue(begun.name, translate_all(message, day=begun.name, last=begun.last or ""))
