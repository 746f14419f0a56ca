"""Everything that knows HTTP, and the view for the browser."""
