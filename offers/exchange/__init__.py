"""What other directories publish: files to rows, rows to checked records. Writes nothing."""
