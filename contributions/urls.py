from django.urls import path, re_path

from contributions.views import history, imports, proposals, propose, reverting
from contributions.views.history_feed import HistoryFeed

app_name = "contributions"

_HISTORY = r"^(?P<family>offres|structures)/(?P<name>[-\w]{1,120})/historique/"

urlpatterns = [
    re_path(r"^offres/(?P<public_id>[0-9a-z]{8})/proposer/$", propose.propose, name="propose-edit"),
    path("propositions/<uuid:uuid>/", proposals.proposal, name="proposal"),
    path("propositions/<uuid:uuid>/retirer/", proposals.withdraw, name="withdraw"),
    re_path(rf"{_HISTORY}$", history.history, name="history"),
    re_path(rf"{_HISTORY}comparer/$", history.compare, name="history-compare"),
    re_path(rf"{_HISTORY}auteurs/$", history.who, name="history-who"),
    re_path(rf"{_HISTORY}atom/$", HistoryFeed(), name="history-feed"),
    re_path(rf"{_HISTORY}(?P<number>[0-9]{{1,15}})/$", history.version, name="history-version"),
    re_path(
        rf"{_HISTORY}(?P<number>[0-9]{{1,15}})/(?P<verb>defaire|revenir|restaurer)/$",
        reverting.reverting,
        name="history-revert",
    ),
    path("imports/", imports.imports, name="imports"),
    path("imports/nouveau/", imports.new, name="import-new"),
    path("imports/<uuid:uuid>/", imports.run, name="import"),
    path("imports/<uuid:uuid>/avancement/", imports.progress, name="import-progress"),
    path("imports/<uuid:uuid>/colonnes/", imports.columns, name="import-columns"),
    path("imports/<uuid:uuid>/lignes/", imports.lines, name="import-lines"),
    path("imports/<uuid:uuid>/accepter/", imports.accept, name="import-accept"),
    path("imports/<uuid:uuid>/abandonner/", imports.cancel, name="import-cancel"),
    path("imports/<uuid:uuid>/reprendre/", imports.resume, name="import-resume"),
    path("imports/<uuid:uuid>/defaire/", imports.undo, name="import-undo"),
    path("imports/<uuid:uuid>/refus.csv", imports.refusals, name="import-refusals"),
    path("mes-propositions/", proposals.mine, name="mine"),
]
