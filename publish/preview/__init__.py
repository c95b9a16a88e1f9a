"""The page that an editor copies from."""
