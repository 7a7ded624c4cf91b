"""Messages and proposals that people report: several who are known hide them, never a page."""
