"""Style an article: premailer resolves each kind of element once, the tree is looked up."""

from publish.steps.style.inline_css import inline_styles

__all__ = ["inline_styles"]
