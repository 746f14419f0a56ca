"""What a page says of itself: its script, and its metadata."""
