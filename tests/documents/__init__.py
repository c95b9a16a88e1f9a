"""Foreign documents that packages ship as Markdown, and how our rendering of them compares with another parser's."""
