"""The work behind the preview page: it is done in processes of its own, while the server answers."""
