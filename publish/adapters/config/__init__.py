"""`publish.toml`: the schema of the settings and how the file is loaded."""
