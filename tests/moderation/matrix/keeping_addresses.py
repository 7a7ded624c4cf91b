"""Who may what at each address of a structure, of what one follows, and of one's desk."""

from tests.moderation.matrix.rows import (
    ALL,
    ANIMATORS,
    ANY_ANIMATOR,
    ASKED,
    GET,
    KEEPERS,
    MEMBERS,
    POST,
    Row,
)
from tests.moderation.matrix.world import (
    claim,
    named,
    nothing,
    of_structure,
    page,
    structure,
)

KEEPING: list[Row] = [
    # Keeping a structure
    Row("offers:claim-structure", structure, GET, "302 200 200 302 200 403 200 200 200"),
    Row("offers:claim", claim, GET, "302 404 404 200 404 200 200 404 200"),
    Row("offers:claim", claim, POST, "302 404 404 422 404 403 403 404 403"),
    Row("offers:claim-withdraw", claim, POST, "302 404 404 302 404 403 403 404 403"),
    Row("offers:claim-confirm", named("claim link"), GET, ALL),
    Row("offers:claim-confirm", named("claim link"), POST, "302 403 403 302 403 403 403 403 403"),
    Row("offers:claim-desk", nothing, GET, ANY_ANIMATOR),
    Row("offers:claim-settle", claim, GET, ANIMATORS),
    Row("offers:claim-settle", claim, POST, ASKED, {"act": "grant"}),
    Row("offers:orphans", nothing, GET, ANY_ANIMATOR),
    Row("offers:members", structure, GET, KEEPERS),
    Row("offers:members", structure, POST, "302 404 404 404 403 422 404 404 404"),
    Row(
        "offers:member",
        of_structure("membership"),
        POST,
        "302 404 404 404 403 302 404 404 404",
        {"act": "remove"},
    ),
    Row(
        "offers:member",
        of_structure("foreign membership"),
        POST,
        "302 404 404 404 404 404 404 404 404",
        {"act": "remove"},
    ),
    Row(
        "offers:invitation-take-back",
        of_structure("invitation"),
        POST,
        "302 404 404 404 403 302 404 404 404",
    ),
    Row("offers:leave-structure", structure, GET, KEEPERS),
    Row("offers:invitation", named("invitation link"), GET, ALL),
    Row("offers:invitation", named("invitation link"), POST, "200 302 302 302 302 302 302 302 302"),
    # What one follows
    Row("notifications:watch", lambda w: ["offer", *page(w)], GET, MEMBERS),
    Row("notifications:watches", nothing, GET, MEMBERS),
    Row("notifications:watch-change", named("watch"), POST, "302 404 404 422 404 404 404 404 404"),
    Row("notifications:preferences", nothing, POST, "302 302 302 302 302 302 302 302 302"),
    Row("notifications:feed-change", nothing, POST, MEMBERS),
    Row("notifications:feed", named("feed"), GET, ALL),
    Row("notifications:unsubscribe", named("unsubscribe"), GET, ALL),
    Row("notifications:unread", nothing, GET, "403 200 200 200 200 200 200 200 200"),
    # Desks
    Row("home:style", nothing, GET, ALL),
    Row("home:me", nothing, GET, MEMBERS),
    Row("home:notices_read", nothing, POST, "302 302 302 302 302 302 302 302 302"),
    Row("home:notice_read", named("notice"), POST, "302 404 404 302 404 404 404 404 404"),
    Row("home:structure", structure, GET, KEEPERS),
    Row(
        "home:verify_offer",
        lambda w: [*structure(w), *page(w)],
        POST,
        "302 404 404 404 302 302 404 404 404",
    ),
]
