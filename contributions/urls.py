from django.urls import path, re_path

from contributions.views import proposals, propose

app_name = "contributions"

urlpatterns = [
    re_path(r"^offres/(?P<public_id>[0-9a-z]{8})/proposer/$", propose.propose, name="propose-edit"),
    path("propositions/<uuid:uuid>/", proposals.proposal, name="proposal"),
    path("propositions/<uuid:uuid>/retirer/", proposals.withdraw, name="withdraw"),
    path("mes-propositions/", proposals.mine, name="mine"),
]
