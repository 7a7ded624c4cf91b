"""The desk of a structure: its pages, what waits, what people do, what is missing nearby."""
