"""Turn an issue of a Markdown newsletter into an article for a WeChat Official Account.

`render` returns the article of a text, `build` that of an issue in its newsletter, `check` the problems of either.
What stands in `__all__` stays as it is; modules of this package may change with any version.
"""

from publish.core.version import __version__

TYPE_CHECKING = False  # checkers take it for true by its name; `typing` would take ten times as long as all of this

if TYPE_CHECKING:
    from publish.core.exceptions import (
        ArticleError,
        IssueError,
        OutputError,
        PublishError,
        SettingsError,
        ThemeError,
    )
    from publish.core.problem import Edit, Severity
    from publish.library.api import ThemeChoices, build, check, render
    from publish.library.built_issue import BuiltIssue, BuiltPicture
    from publish.library.problem_report import Language, ProblemReport, explain
    from publish.library.rendered_html import ArticleHtml

__all__ = [
    "ArticleError",
    "ArticleHtml",
    "BuiltIssue",
    "BuiltPicture",
    "Edit",
    "IssueError",
    "Language",
    "OutputError",
    "ProblemReport",
    "PublishError",
    "SettingsError",
    "Severity",
    "ThemeChoices",
    "ThemeError",
    "__version__",
    "build",
    "check",
    "explain",
    "render",
]

# Loaded when somebody asks for it: whoever imports `publish` may want its version alone.
_EXPORTS = {
    "publish.core.exceptions": (
        "ArticleError", "IssueError", "OutputError", "PublishError", "SettingsError", "ThemeError",
    ),
    "publish.core.problem": ("Edit", "Severity"),
    "publish.library.api": ("ThemeChoices", "build", "check", "render"),
    "publish.library.rendered_html": ("ArticleHtml",),
    "publish.library.built_issue": ("BuiltIssue", "BuiltPicture"),
    "publish.library.problem_report": ("Language", "ProblemReport", "explain"),
}  # fmt: skip


if not TYPE_CHECKING:  # pragma: no branch  # a checker would take every name for an export

    def __getattr__(name: str) -> object:
        from importlib import import_module

        for module, names in _EXPORTS.items():
            if name in names:
                return getattr(import_module(module), name)
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*globals(), *(name for names in _EXPORTS.values() for name in names)]
