"""Pages, and parts of pages, that not everybody changes for a while."""
