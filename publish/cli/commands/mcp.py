"""`publish mcp`: serves the newsletter to agents by the Model Context Protocol."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from publish.adapters.system.extras import is_installed
from publish.cli.build_context import load_repository_settings
from publish.cli.console import Console, Outcome
from publish.cli.parser import Arguments
from publish.core.exceptions import SettingsError
from publish.core.problem import Problem

if TYPE_CHECKING:
    from publish.contract.program_results import ServerResult


def serve_mcp(arguments: Arguments, console: Console) -> Outcome[ServerResult]:
    """Serve until the client closes the connection; standard output belongs to the protocol.

    Raises SettingsError if the SDK is missing, or if the newsletter's settings cannot be read.
    """
    if not is_installed("mcp"):
        raise SettingsError(Problem("extra-mcp"))
    if arguments.root:
        _enter(Path(arguments.root))
    repository, path, *_ = load_repository_settings(arguments)
    if arguments.root and repository.resolve() != Path.cwd().resolve() and not arguments.config:
        raise SettingsError(Problem("mcp-root-above", {"path": str(path)}))
    from publish.cli.mcp_server.newsletter_worker import open_worker  # loads the SDK
    from publish.cli.mcp_server.server import serve
    from publish.cli.mcp_server.worker import Confinement

    config = str(path.resolve()) if path and arguments.config else None
    worker = open_worker(Confinement(repository.resolve(), config, console.translator.language))
    console.has_replied = True  # no reply among the protocol's messages
    serve(worker, allow_release=arguments.allow_release)
    return Outcome({})


def _enter(folder: Path) -> None:
    try:
        os.chdir(folder)
    except OSError as error:
        raise SettingsError(Problem("mcp-root", {"path": str(folder), "reason": error.strerror})) from error
