"""A local stand-in for the WeChat platform: same addresses, answers and habits; it knows nothing of our client."""
