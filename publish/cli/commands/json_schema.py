"""`publish schema`: the JSON Schema of what commands print with `--json`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import UsageError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from publish.contract.program_results import SchemaResult


def print_schema(arguments: Arguments, console: Console) -> Outcome[SchemaResult]:
    """Print the schema of one command's replies, or of all."""
    from publish.contract.reply_schema import RESULTS, make_schema, make_whole_schema  # loads pydantic

    if arguments.name and arguments.name not in RESULTS:
        raise UsageError(Problem("schema-unknown", {"name": arguments.name, "names": ", ".join(RESULTS)}))
    schema = make_schema(arguments.name) if arguments.name else make_whole_schema()
    console.print(json.dumps(schema, ensure_ascii=False, indent=2))
    return Outcome({"json_schema": schema})
