"""Turn an issue of a Markdown newsletter into an article for a WeChat Official Account."""

from publish.core.version import __version__

__all__ = ["__version__", "render"]


def render(text: str, theme: str = "neural") -> str:
    """Return the article of a Markdown text: one HTML element, its styles in it, ready to be pasted.

    Pictures are looked for in the current folder, and lie in the result as `data:` addresses.

    Args:
        text: Markdown, with or without front matter.
        theme: The name of a theme, of the current folder's `themes/` or of those that came with the program.

    Raises:
        IssueError: The text is empty, its front matter is broken, or characters deceive who reads it.
        ThemeError: There is no such theme, or it cannot be used.
    """
    from publish.cli.render_fragment import render_fragment  # whoever imports `publish` may want its version alone
    from publish.core.exceptions import PublishError
    from publish.i18n.translator import Translator

    try:
        return render_fragment(text, theme)
    except PublishError as error:
        for problem in error.problems:
            error.add_note(Translator("en").report(problem))
        raise
