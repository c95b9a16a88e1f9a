"""Messages for people, in Chinese and English."""
