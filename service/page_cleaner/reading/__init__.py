"""From what was posted to a Page: bytes to text, and markup to lines."""
