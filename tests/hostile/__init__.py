"""Hostile issues: shapes that make a parser slow, deep or forgetful, and what must hold of every one of them."""
