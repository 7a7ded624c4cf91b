from offers.keeping.errors import MissingText
from offers.normalise import lines

LONGEST = 2000


def written(text: str, *, shortest: int) -> str:
    """What was explained, made clean. Raises MissingText when it says too little, Refused when it
    is longer than 2,000 characters."""
    read: str = lines(longest=LONGEST)(text)
    if len(read) < shortest:
        raise MissingText(shortest)
    return read
