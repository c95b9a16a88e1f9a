"""The client of the WeChat Official Account API."""
