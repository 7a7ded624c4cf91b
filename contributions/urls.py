from django.urls import path, re_path

from contributions.views import direct, imports, proposals, propose

app_name = "contributions"

urlpatterns = [
    re_path(r"^offres/(?P<public_id>[0-9a-z]{8})/proposer/$", propose.propose, name="propose-edit"),
    path("propositions/<uuid:uuid>/", proposals.proposal, name="proposal"),
    path("propositions/<uuid:uuid>/retirer/", proposals.withdraw, name="withdraw"),
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
    path("contact/retablir/<str:token>/", direct.put_contact_back, name="put-contact-back"),
    path("mes-propositions/", proposals.mine, name="mine"),
]
