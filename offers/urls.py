from django.urls import path, re_path

from offers import feeds
from offers.views import claim_desk, claims, counts, members, needs, offer, structures, territories

app_name = "offers"

_ID = r"(?P<public_id>[0-9a-z]{8})"
_SLUG = r"(?P<slug>[-a-zA-Z0-9_]*)"

urlpatterns = [
    re_path(rf"^offres/{_ID}-{_SLUG}/$", offer.offer, name="offer"),
    re_path(rf"^offres/{_ID}/$", offer.offer, name="offer_short"),
    path("offres/compte/", counts.count, name="count"),
    path("structures/", structures.structures, name="structures"),
    re_path(rf"^structures/{_ID}-{_SLUG}/$", structures.structure, name="structure"),
    re_path(
        rf"^structures/{_ID}/c-est-la-mienne/$", claims.claim_structure, name="claim-structure"
    ),
    path("structures/demandes/<uuid:uuid>/", claims.claim, name="claim"),
    path("structures/demandes/<uuid:uuid>/retirer/", claims.withdraw, name="claim-withdraw"),
    path("structures/confirmer/<str:token>/", claims.confirm, name="claim-confirm"),
    path("structures/a-confier/", claim_desk.desk, name="claim-desk"),
    path("structures/a-confier/<uuid:uuid>/", claim_desk.settle, name="claim-settle"),
    path("structures/sans-personne/", claim_desk.lonely, name="orphans"),
    re_path(rf"^structures/{_ID}/membres/$", members.members, name="members"),
    re_path(rf"^structures/{_ID}/membres/(?P<pk>\d{{1,18}})/$", members.member, name="member"),
    re_path(
        rf"^structures/{_ID}/invitations/(?P<pk>\d{{1,18}})/retirer/$",
        members.take_back,
        name="invitation-take-back",
    ),
    re_path(rf"^structures/{_ID}/quitter/$", members.leave, name="leave-structure"),
    path("structures/invitation/<str:token>/", members.invitation, name="invitation"),
    re_path(rf"^structures/{_ID}/flux/$", feeds.StructureFeed(), name="structure_feed"),
    path("besoins/", needs.needs, name="needs"),
    path("besoins/<str:code>/", needs.need, name="need"),
    path("besoins/<str:code>/flux/", feeds.NeedFeed(), name="need_feed"),
    path("territoires/", territories.territories, name="territories"),
    path("territoires/<str:uid>/", territories.territory, name="territory"),
    path("territoires/<str:uid>/flux/", feeds.TerritoryFeed(), name="territory_feed"),
]
