"""Lists of all issues: a README table, an Atom feed, a JSON index."""
