from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Preferences(models.Model):
    """How a person wants to be told; somebody without a row has changed nothing.

    `silenced` are the kinds of notice that are not to be mailed. `feed_hash` is that of the secret
    address of their feed. `refused_email` is an address whose server refused our mail for good:
    nothing more goes there, and another address is tried again.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="telling",
    )
    time_zone = models.CharField(max_length=40, blank=True)
    silenced = models.JSONField(default=list, blank=True)
    feed_hash = models.CharField(max_length=64, blank=True)
    refused_email = models.EmailField(max_length=254, blank=True)

    class Meta:
        verbose_name = _("preferences about messages")
        verbose_name_plural = _("preferences about messages")
        constraints = [
            models.UniqueConstraint(
                fields=["feed_hash"], condition=~Q(feed_hash=""), name="one_person_per_feed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.user}"
