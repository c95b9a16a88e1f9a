"""Files: issues, themes, builds, caches, secrets."""
