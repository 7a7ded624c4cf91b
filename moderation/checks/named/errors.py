"""Why a named check is not set as asked."""


class Unset(Exception):
    """What was asked cannot be; `field` is the one to mend."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field, self.message = field, message

    def __str__(self) -> str:
        return self.message
