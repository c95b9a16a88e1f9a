"""Turn an issue of a Markdown newsletter into an article for a WeChat Official Account."""

__version__ = "0.1.0"
