"""What the public sees of moderation: a log and yearly figures, made of the audit events alone."""
