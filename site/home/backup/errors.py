class BackupError(Exception):
    """What went wrong, said to the operator."""
