"""The words that issues, settings and themes are written in: data, with small pure functions beside it."""
