"""The preview page, from which an editor copies the article."""
