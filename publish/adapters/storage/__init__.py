"""Files: issues, themes, builds, caches and secrets."""
