from django.urls import path

from moderation.views import (
    batch,
    checks,
    claims,
    decisions,
    editing,
    items,
    live,
    patrol,
    queue,
    shortcuts,
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
