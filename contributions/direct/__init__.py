"""What goes live without waiting: edits of those who keep a page, and the way back from them."""
