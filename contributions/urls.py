from django.urls import URLPattern, path, re_path

from contributions.views import drafts, imports, proposals, propose

app_name = "contributions"


def _editing(folder: str, kind: str, name: str) -> list[URLPattern]:
    """The editing page of a kind of page, and where it keeps what is being typed."""
    page, said = rf"^{folder}/(?P<public_id>[0-9a-z]{{8}})/proposer/", {"kind": kind}
    return [
        re_path(rf"{page}$", propose.propose, said, name=name),
        re_path(rf"{page}brouillon/$", drafts.autosave, said, name=f"{name}-draft"),
    ]


urlpatterns = [
    *_editing("offres", "offer", "propose-edit"),
    *_editing("structures", "structure", "propose-structure"),
    path("propositions/<uuid:uuid>/", proposals.proposal, name="proposal"),
    path("propositions/<uuid:uuid>/reprendre/", propose.resume, name="proposal-resume"),
    path(
        "propositions/<uuid:uuid>/reprendre/brouillon/",
        drafts.autosave_resumed,
        name="proposal-resume-draft",
    ),
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
    path("mes-propositions/", proposals.mine, name="mine"),
]
