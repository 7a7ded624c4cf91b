"""The doors that are no address of the site: sockets, operations of an API."""

# By consumer, who is let in.
SOCKETS = {
    "moderation.live.consumers.ModerationConsumer": {
        "animator",
        "away",
        "administrator",
        "regional",
        "chief",
        "stand_in",
        "zonal",
    },
}

# None is mounted yet.
OPERATIONS: dict[str, int] = {}
