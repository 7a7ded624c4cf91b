from django.urls import path

from moderation.views import appeals, items, patrol, queue, transparency, why

app_name = "moderation"

urlpatterns = [
    path("moderation/", queue.queue, name="queue"),
    path("moderation/publie-directement/", patrol.direct, name="direct"),
    path("moderation/publie-directement/<uuid:uuid>/lu/", patrol.direct_read, name="direct-read"),
    path("transparence/", transparency.yearly, name="figures"),
    path("transparence/chiffres.csv", transparency.yearly_csv, name="figures-csv"),
    path("transparence/chiffres.json", transparency.yearly_json, name="figures-json"),
    path("transparence/journal/", transparency.log, name="log"),
    path("transparence/journal.csv", transparency.log_as_csv, name="log-csv"),
    path("transparence/journal.json", transparency.log_as_json, name="log-json"),
    path("transparence/sceaux.csv", transparency.seals, name="seals"),
    path("moderation/recours/", appeals.appeals, name="appeals"),
    path("recours/<uuid:uuid>/", appeals.appeal, name="appeal"),
    path("recours/<uuid:uuid>/repondre/", appeals.settle, name="appeal-settle"),
    path("recours/<uuid:uuid>/retirer/", appeals.withdraw, name="appeal-withdraw"),
    path("propositions/<uuid:uuid>/recours/", appeals.refusal, name="appeal-refusal"),
    path("discussions/messages/<uuid:uuid>/recours/", appeals.hiding, name="appeal-hiding"),
    path("propositions/<uuid:uuid>/pourquoi/", why.why, name="why"),
    path("propositions/<uuid:uuid>/pourquoi/texte/", why.text, name="why-text"),
    path("moderation/<uuid:uuid>/", items.item, name="proposal"),
    path("moderation/<uuid:uuid>/accepter/", items.accept, name="accept"),
    path("moderation/<uuid:uuid>/refuser/", items.refuse, name="refuse"),
]
