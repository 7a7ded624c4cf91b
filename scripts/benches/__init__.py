"""`make bench`: what is measured, on which servers, and the page that says it."""
