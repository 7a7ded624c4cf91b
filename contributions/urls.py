from django.urls import path, re_path

from contributions.views import imports, proposals, propose, report_desk, reports

app_name = "contributions"

_ID = r"(?P<public_id>[0-9a-z]{8})"

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
    re_path(rf"^offres/{_ID}/signaler/$", reports.report_offer, name="report-offer"),
    re_path(rf"^structures/{_ID}/signaler/$", reports.report_structure, name="report-structure"),
    re_path(
        rf"^(?P<kind>offres|structures)/{_ID}/signaler/merci/$",
        reports.thanks,
        name="report-thanks",
    ),
    path("signalements/", report_desk.reports, name="reports"),
    path("signalements/<uuid:uuid>/", report_desk.report, name="report"),
    path("signalements/<uuid:uuid>/repondre/", report_desk.answer, name="report-answer"),
    path("signalements/<uuid:uuid>/ecarter/", report_desk.dismiss, name="report-dismiss"),
    path("signalements/<uuid:uuid>/confirmer/", report_desk.confirm, name="report-confirm"),
    path("signalements/<uuid:uuid>/joindre/", report_desk.join, name="report-join"),
    path("signalements/<uuid:uuid>/proposer/", report_desk.convert, name="report-convert"),
    path("mes-propositions/", proposals.mine, name="mine"),
]
