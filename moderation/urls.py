from django.urls import path, re_path

from moderation.views import (
    batch,
    blocks,
    checks,
    claims,
    decisions,
    editing,
    flags,
    items,
    live,
    my_blocks,
    patrol,
    protections,
    queue,
    shortcuts,
    trust,
)

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/publie-directement/", patrol.direct, name="direct"),
    path("moderation/publie-directement/<uuid:uuid>/lu/", patrol.direct_read, name="direct-read"),
    path("moderation/raccourcis/", shortcuts.shortcuts, name="shortcuts"),
    path("moderation/ensemble/", batch.batch, name="batch"),
    path("moderation/ensemble/decider/", batch.batch_decide, name="batch-decide"),
    path("moderation/annuler/<int:decision>/", decisions.undo, name="undo"),
    path("moderation/controles/", checks.checks, name="checks"),
    path("moderation/controles/<slug:code>/regler/", checks.set_check, name="check-set"),
    path("moderation/controles/spam/ajouter/", checks.add_spam, name="spam-add"),
    path(
        "moderation/controles/spam/<int:sign_id>/retirer/", checks.remove_spam, name="spam-remove"
    ),
    path("moderation/en-direct/", live.live, name="live"),
    path("moderation/<uuid:uuid>/prendre/", claims.claim, name="claim"),
    path("moderation/<uuid:uuid>/laisser/", claims.release, name="release"),
    path("moderation/<uuid:uuid>/reprendre/", claims.take_over, name="take-over"),
    # Protection
    re_path(
        r"^moderation/proteger/(?P<family>offres|structures|besoins)/(?P<name>[-\w]{1,120})/$",
        protections.place,
        name="protect",
    ),
    path("moderation/protections/", protections.protections, name="protections"),
    path("moderation/protections/<uuid:uuid>/lever/", protections.lift, name="protection-lift"),
    path("protections/<uuid:uuid>/", protections.protection, name="protection"),
    # Blocks
    path("moderation/bloquer/", blocks.place, name="block-place"),
    path("moderation/bloquer/reseau/", blocks.place_on_network, name="block-network"),
    path("moderation/blocages/", blocks.blocks, name="blocks"),
    path("moderation/blocages/<uuid:uuid>/", blocks.block, name="block"),
    path("moderation/blocages/<uuid:uuid>/lever/", blocks.lift, name="block-lift"),
    path("mes-blocages/<uuid:uuid>/", my_blocks.my_block, name="my-block"),
    path("mes-blocages/<uuid:uuid>/lu/", my_blocks.read, name="my-block-read"),
    # Reported messages and proposals
    re_path(
        r"^signaler/(?P<kind>message|proposition)/(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/$",
        flags.report,
        name="flag",
    ),
    path("moderation/signales/", flags.flags, name="flags"),
    re_path(
        r"^moderation/signales/(?P<kind>message|proposition)/(?P<uuid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/$",
        flags.settle,
        name="flag-settle",
    ),
    # Trust
    path("moderation/confiance/", trust.people, name="trust"),
    path("moderation/confiance/<int:pk>/", trust.person, name="trust-person"),
    path("ma-confiance/", trust.mine, name="my-trust"),
    path("moderation/<uuid:uuid>/", items.item, name="proposal"),
    path("moderation/<uuid:uuid>/apercu/", items.as_live, name="as-live"),
    path("moderation/<uuid:uuid>/accepter/", decisions.accept, name="accept"),
    path("moderation/<uuid:uuid>/corriger/", editing.edit, name="edit"),
    path("moderation/<uuid:uuid>/accepter-en-partie/", decisions.accept_part, name="accept-part"),
    path("moderation/<uuid:uuid>/demander/", decisions.ask, name="ask"),
    path("moderation/<uuid:uuid>/refuser/", decisions.refuse, name="refuse"),
    path("moderation/<uuid:uuid>/reunir/", decisions.join, name="join"),
    path("moderation/<uuid:uuid>/transmettre/", decisions.escalate, name="escalate"),
    path("moderation/<uuid:uuid>/passer/", decisions.skip, name="skip"),
    path("moderation/<uuid:uuid>/se-retirer/", decisions.recuse, name="recuse"),
]
