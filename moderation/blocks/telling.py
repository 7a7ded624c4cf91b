"""What a person is told of a block: that there is one, until when, and where to read why."""

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import override

from moderation.models import Block
from notifications.services import cancel, notify

KINDS = ("blocked", "block_lifted")


def tell_of_block(block: Block) -> None:
    if block.user is None:
        return
    with override(block.user.language):
        notify(
            recipient=block.user,
            kind="blocked",
            key=f"blocked:{block.uuid}",
            path=reverse("moderation:my-block", args=[block.uuid]),
            params={
                "acts": block.spoken_acts(),
                "place": block.territory.name if block.territory else "",
                "reason": str(Block.Reason(block.reason).label),
                "message": block.message,
                "end": spoken_end(block),
            },
        )


def tell_of_lifting(block: Block) -> None:
    """Nothing when the block had not been told yet: then neither is."""
    if block.user is None or untell_of_block(block):
        return
    with override(block.user.language):
        notify(
            recipient=block.user,
            kind="block_lifted",
            key=f"block_lifted:{block.uuid}",
            path=reverse("contributions:mine"),
            params={"place": block.territory.name if block.territory else ""},
        )


def untell_of_block(block: Block) -> bool:
    """Whether the person was not told yet; now they are not."""
    return bool(cancel(key=f"blocked:{block.uuid}"))


def spoken_end(block: Block) -> str:
    """Its day and hour, "" for one without end."""
    if block.ends_at is None:
        return ""
    return date_format(localtime(block.ends_at), "DATETIME_FORMAT")
