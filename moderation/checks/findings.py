"""What a check says to the animator, and how much it should weigh."""

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """`danger` may hurt somebody once public, `warning` is probably wrong."""

    NOTE = "note", _("Good to know")
    WARNING = "warning", _("To check")
    DANGER = "danger", _("Dangerous")


WEIGHT = {Level.DANGER: 0, Level.WARNING: 1, Level.NOTE: 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """`path` is the field it is in, or `field.<uuid>` for one row of it, "" for the whole;
    `detail` the words it is about or what they are compared with, as plain text; `url` a page of
    the site to compare with."""

    code: str
    level: Level
    label: str
    detail: str = ""
    path: str = ""
    url: str = ""
