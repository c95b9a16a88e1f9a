"""`publish release`: an issue's draft, on its way out."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from publish.adapters.publications import PUBLICATIONS, save_publication
from publish.cli.exits import EXIT_DONE
from publish.cli.job import Job, describe_problem, open_job, report_problems
from publish.cli.ledger import hold_ledger, is_sandbox, use_ledger
from publish.cli.parser import Arguments
from publish.delivery import (
    ReleaseConsent,
    adopt_released,
    describe_publication,
    may_hand_in,
    record_address,
    release_draft,
)
from publish.messages import Translator
from publish.model.delivery import Released, Resolution
from publish.ports import Outside


def release_issue(arguments: Arguments, translator: Translator) -> int:
    """Publish the draft of one issue, or find out what became of it, and return the exit code."""
    job = open_job(arguments, translator)
    with hold_ledger(job.ledger, job.account), use_ledger(job.account, job.ledger, job.newsletter) as ledger:
        outside = job.reach(ledger)
        released = record_address(job.issue, arguments.url, outside) if arguments.url else _release(job, outside)
        recorded = _record(released, job, outside)
    report_problems((*released.problems, *released.to_do), translator)
    _tell(released, job)
    if recorded and is_sandbox(job.account) and not arguments.quiet:
        print(translator.say("release-sandbox", path=recorded), file=sys.stderr)
    return EXIT_DONE


def _release(job: Job, outside: Outside) -> Released:
    resolution = Resolution(job.arguments.resolve) if job.arguments.resolve else None
    # What is only looked for need not be whole any more.
    if job.arguments.adopt:
        return adopt_released(job.issue, outside)
    content = job.plan().content if may_hand_in(outside.ledger.find(job.issue), resolution) else ""
    return release_draft(
        job.issue, outside, ReleaseConsent(content, resolution, job.arguments.mass, job.arguments.anew)
    )


def _record(released: Released, job: Job, outside: Outside) -> Path | None:
    """Write the address beside the issues, and return where; a run that died before is made good by the next."""
    if not released.delivery.addresses or job.task.path is None:
        return None
    folder = job.task.path.parent
    name, publication = describe_publication(released.delivery, outside)
    save_publication(folder, name, publication)
    return folder / PUBLICATIONS


def _tell(released: Released, job: Job) -> None:
    translator, known = job.workshop.translator, released.delivery
    if job.arguments.json:
        said = {
            "act": released.act,
            "issue": known.issue,
            "account": job.account.name,
            "title": known.fingerprint.title,
            "state": known.state,
            "media_id": known.media_id,
            "publish_id": known.publish_id,
            "addresses": known.addresses,
            "problems": [describe_problem(problem, translator) for problem in released.problems],
            "to_do": [describe_problem(problem, translator) for problem in released.to_do],
        }
        print(json.dumps(said, ensure_ascii=False, indent=2))
    else:
        for address in known.addresses:
            print(address)
    if not job.arguments.quiet:
        title = known.fingerprint.title or known.issue
        print(translator.say(f"release-done-{released.act}", title=title), file=sys.stderr)
