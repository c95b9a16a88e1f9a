"""Delivery of articles: drafts, releases, planned runs and notifications; uses ports only."""
