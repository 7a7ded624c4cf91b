"""The dangers that put telephone numbers above the results."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Danger(models.TextChoices):
    """In the order in which their words come first when a sentence speaks of several."""

    MEDICAL = "medical", _("Medical emergency")
    VIOLENCE = "violence", _("Violence")
    CHILD = "child", _("A child in danger")
    SUICIDE = "suicide", _("Suicide")
    ROOF = "roof", _("No roof tonight")
    HUNGER = "hunger", _("Nothing to eat")


NO_DANGER: frozenset[Danger] = frozenset()
