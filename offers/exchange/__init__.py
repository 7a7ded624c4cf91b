"""Reading what other directories publish: files to rows, rows to checked records. Writes nothing."""
