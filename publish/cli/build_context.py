"""Settings, theme and services for building; paths and text of issues."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import lru_cache, partial
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from publish.adapters.config.settings_file import find_settings, load_settings
from publish.adapters.media.picture_store import PictureStore
from publish.adapters.storage.build_records import BuildRecords
from publish.adapters.storage.cache import Cache, DiskStyleCache, find_cache_folder, hash_program
from publish.adapters.storage.issue_folder import IssueFolder
from publish.adapters.storage.issue_index import IssueIndex
from publish.adapters.storage.issue_location import find_location
from publish.adapters.storage.load_issue import STANDARD_INPUT, load_issue_stream
from publish.cli.parser import Arguments
from publish.cli.terminal_output import print_message
from publish.core.exceptions import SettingsError
from publish.core.ports import BuildServices
from publish.core.problem import Problem
from publish.core.settings import Settings
from publish.core.theme import Theme
from publish.i18n.translator import Translator
from publish.library.open_newsletter import RepositorySettings, open_newsletter

if TYPE_CHECKING:
    from publish.pipeline.styled_page import BuildInputs


class BuildContext(NamedTuple):
    """Settings, theme and services that a build needs."""

    out: Path
    translator: Translator
    repository: Path  # folder of `publish.toml`, without symbolic links
    settings: Settings
    theme: Theme  # as its file defines it, without theme options
    problems: tuple[Problem, ...]  # warnings: low contrast in the theme, unused theme options
    folder: IssueFolder
    issue_index: IssueIndex  # what each issue is compared with
    pictures: PictureStore
    services: BuildServices
    records: BuildRecords
    digest: str  # changes with the program, the settings, the theme, the cover's font and the language

    @property
    def inputs(self) -> BuildInputs:
        """Return the inputs of a build beside the issue."""
        from publish.pipeline.styled_page import BuildInputs  # not needed where nothing is built

        return BuildInputs(self.settings, self.theme, self.services)


def load_build_context(arguments: Arguments, translator: Translator) -> BuildContext:
    """Read settings and theme; raise SettingsError or ThemeError if they are invalid or make text hard to read."""
    found = load_repository_settings(arguments)
    repository, _, settings, cache = found
    newsletter = open_newsletter(found, DiskStyleCache(cache), arguments.theme)
    parts = (
        hash_program(),
        settings.for_articles,
        bool(settings.accounts),
        newsletter.theme.name,
        newsletter.theme.key,
        newsletter.font,
        translator.language,
    )
    report = partial(print_message, translator=translator)
    return BuildContext(
        out=Path(arguments.out),
        translator=translator,
        repository=repository.resolve(),
        settings=settings,
        theme=newsletter.theme,
        problems=newsletter.problems,
        folder=newsletter.folder,
        issue_index=IssueIndex(newsletter.folder, cache, settings.newsletter),
        pictures=newsletter.pictures,
        services=newsletter.services._replace(report=report),
        records=BuildRecords(cache, repository.resolve()),
        digest=hashlib.sha256(repr(parts).encode()).hexdigest(),
    )


def load_repository_settings(arguments: Arguments) -> RepositorySettings:
    """Read the settings; raise SettingsError if they are invalid or the current folder was deleted."""
    folder = find_current_folder()
    cache = Cache(find_cache_folder(os.environ))
    repository, path = find_settings(folder, arguments.config)
    return RepositorySettings(repository, path, load_settings(path, cache), cache)


def find_current_folder() -> Path:
    """Return the current folder; raise SettingsError if it was deleted."""
    try:
        return Path.cwd()
    except OSError as error:
        raise SettingsError(Problem("folder-gone")) from error


def find_issue(wanted: str, context: BuildContext) -> Path | None:
    """Return the file of an issue, None for standard input; raise IssueError if it does not exist."""
    return None if wanted == "-" and sys.stdin is not None else context.folder.find(wanted)


def relative_path(path: Path | None, context: BuildContext) -> PurePosixPath:
    """Return a file's path in the repository; of a file outside its name, so its pictures are found at the root."""
    return PurePosixPath(STANDARD_INPUT) if path is None else locate(path, context.repository)


def locate(path: Path, repository: Path) -> PurePosixPath:
    """Return a file's path in a repository, as `find_location` does."""
    return find_location(path, repository, _resolve)


@lru_cache(maxsize=64)  # resolving a path is slow, and the issues lie in one folder
def _resolve(folder: str) -> str:
    return os.path.realpath(folder)


def load_data(path: Path | None, context: BuildContext) -> bytes:
    """Return the bytes of an issue, of standard input for None; raise IssueError if they cannot be read."""
    return context.folder.load(path) if path else load_issue_stream(sys.stdin.buffer)
