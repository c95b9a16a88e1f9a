"""Read and write front matter as the site generators write it: YAML, TOML, or lines of metadata."""
