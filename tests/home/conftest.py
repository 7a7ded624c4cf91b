"""A site with its tree, as an installation has it."""

import pytest
from wagtail.signal_handlers import disable_reference_index_auto_update

from accounts.models import User
from home.models import HomePage
from home.site_tree import ensure_site_tree


@pytest.fixture
def home(remembered, settings) -> HomePage:
    settings.SITE_URL = "http://testserver"
    settings.WAGTAILSEARCH_BACKENDS = {
        "default": {**settings.WAGTAILSEARCH_BACKENDS["default"], "AUTO_UPDATE": False}
    }
    with disable_reference_index_auto_update():
        return remembered("home", ensure_site_tree)


@pytest.fixture
def person(db: None) -> User:
    return User.objects.create_user("lea@exemple.fr", "mot-de-passe-long", display_name="Léa")


@pytest.fixture
def superuser(db: None) -> User:
    return User.objects.create_superuser("admin@exemple.fr", "mot-de-passe-long")
