from django.urls import URLPattern, path, re_path

from contributions.views import (
    creating,
    creating_drafts,
    direct,
    discussion,
    discussion_posts,
    drafts,
    history,
    imports,
    needs,
    proposals,
    propose,
    report_desk,
    reports,
    reverting,
)
from contributions.views.history_feed import HistoryFeed

app_name = "contributions"

_HISTORY = r"^(?P<family>offres|structures|besoins|expressions)/(?P<name>[-\w]{1,120})/historique/"
_ID = r"(?P<public_id>[0-9a-z]{8})"


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
    path("besoins/<str:code>/expliquer/", needs.describe, name="need-describe"),
    path("besoins/<str:code>/dire-autrement/", needs.say, name="need-say"),
    path("propositions/<uuid:uuid>/", proposals.proposal, name="proposal"),
    path("propositions/<uuid:uuid>/reprendre/", propose.resume, name="proposal-resume"),
    path(
        "propositions/<uuid:uuid>/reprendre/brouillon/",
        drafts.autosave_resumed,
        name="proposal-resume-draft",
    ),
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
    re_path(
        r"^offres/(?P<public_id>[0-9a-z]{8})/discussion/$",
        discussion.offer_discussion,
        name="discussion-offer",
    ),
    re_path(
        r"^structures/(?P<public_id>[0-9a-z]{8})/discussion/$",
        discussion.structure_discussion,
        name="discussion-structure",
    ),
    path("besoins/<str:code>/discussion/", discussion.need_discussion, name="discussion-need"),
    path(
        "propositions/<uuid:uuid>/discussion/",
        discussion.proposal_discussion,
        name="discussion-proposal",
    ),
    path("discussions/<uuid:uuid>/", discussion.thread, name="thread"),
    path("discussions/<uuid:uuid>/resoudre/", discussion.settle, {"act": "resolve"}, "resolve"),
    path("discussions/<uuid:uuid>/rouvrir/", discussion.settle, {"act": "reopen"}, "reopen"),
    path("discussions/messages/<uuid:uuid>/", discussion_posts.post, name="post"),
    path("discussions/messages/<uuid:uuid>/modifier/", discussion_posts.edit, name="post-edit"),
    path("discussions/messages/<uuid:uuid>/masquer/", discussion_posts.take_off, name="post-hide"),
    path("discussions/messages/<uuid:uuid>/montrer/", discussion_posts.put_back, name="post-show"),
    path("contact/retablir/<str:token>/", direct.put_contact_back, name="put-contact-back"),
    path("mes-propositions/", proposals.mine, name="mine"),
    path("ajouter-une-offre/", creating.start, name="creating-start"),
    path("ajouter-une-offre/ressemblances/", creating.look, name="creating-look"),
    path(
        "ajouter-une-offre/reprendre/<str:token>/", creating_drafts.resume, name="creating-resume"
    ),
    path("ajouter-une-offre/<uuid:uuid>/lien/", creating_drafts.mail, name="creating-mail"),
    path("ajouter-une-offre/<uuid:uuid>/quitter/", creating_drafts.leave, name="creating-leave"),
    path("ajouter-une-offre/<uuid:uuid>/effacer/", creating_drafts.erase, name="creating-erase"),
    path("ajouter-une-offre/envoyee/<uuid:uuid>/", creating_drafts.sent, name="creating-sent"),
    path("ajouter-une-offre/<uuid:uuid>/<slug:code>/", creating.screen, name="creating"),
    path(
        "ajouter-une-offre/<uuid:uuid>/<slug:code>/frappe/", creating.typing, name="creating-typing"
    ),
    re_path(
        r"^offres/(?P<public_id>[0-9a-z]{8})/dupliquer/$",
        creating_drafts.copy,
        name="creating-copy",
    ),
]
