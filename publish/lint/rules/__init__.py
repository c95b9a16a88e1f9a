"""Lint rules of the newsletter, one module for each group."""
