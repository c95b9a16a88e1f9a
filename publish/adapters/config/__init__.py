"""Schema, loading and identity of `publish.toml`."""
