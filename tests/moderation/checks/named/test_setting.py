"""Who switches the named checks, and what is kept of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.privacy import erase_account
from journal.models import AuditEvent
from moderation.checks.named.counting import count_refusal
from moderation.checks.named.effects import effects_now
from moderation.checks.named.errors import Unset
from moderation.checks.named.jobs import ease_too_eager
from moderation.checks.named.queries import board
from moderation.checks.named.registry import Effect
from moderation.checks.named.services import EASED, add_sign, remove_sign, set_effect
from moderation.models import CheckSetting, SpamSign
from tests.contributions.making import propose
from tests.moderation.checks.named.test_screening import LOUD

WHY = "Trop de textes en capitales cette semaine."
URL = "/moderation/controles/"


def switch(cast, **said) -> CheckSetting:
    asked = {"code": "shouting", "effect": Effect.HOLD, "reason": WHY, "seen": Effect.TAG}
    return set_effect(**{**asked, "by": cast.administrator, **said})


def test_an_administrator_sets_a_check_with_its_history(cast) -> None:
    setting = switch(cast)
    switch(cast, effect=Effect.OFF, seen=Effect.HOLD)
    assert effects_now()["shouting"] == Effect.OFF
    assert list(setting.history.values_list("effect", flat=True)) == [Effect.OFF, Effect.HOLD]
    event = AuditEvent.objects.latest("pk")
    assert (event.action, event.data["before"], event.data["after"]) == ("check.set", "hold", "off")


def test_nobody_else_does(cast) -> None:
    for person in (cast.animator, cast.outsider, cast.publisher):
        with pytest.raises(PermissionDenied):
            switch(cast, by=person)
        with pytest.raises(PermissionDenied):
            add_sign(sign="pilules vertes", by=person)
    assert not CheckSetting.objects.exists()


def test_two_first_settings_at_once_are_no_error(cast, monkeypatch) -> None:
    services = "moderation.checks.named.services"
    switch(cast)
    monkeypatch.setattr(f"{services}._locked", lambda code: CheckSetting(check_code=code))
    with pytest.raises(Unset):
        switch(cast, effect=Effect.OFF, seen=Effect.HOLD)
    assert effects_now()["shouting"] == Effect.HOLD


def test_an_erased_account_leaves_the_setting_without_a_name(cast) -> None:
    setting = switch(cast)
    erase_account(user=cast.administrator, by="self")
    setting.refresh_from_db()
    assert (setting.effect, setting.set_by) == (Effect.HOLD, None)
    rows = CheckSetting.history.all()
    assert {row.set_by_label for row in rows} == {setting.set_by_label} != {"Gaëlle"}
    assert {(row.set_by_id, row.history_user_id) for row in rows} == {(None, None)}


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"code": "nothing"}, "code"),
        ({"effect": "explode"}, "effect"),
        ({"effect": ""}, "effect"),
        ({"code": "street", "effect": Effect.OFF, "seen": Effect.HOLD}, "effect"),
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 301}, "reason"),
        ({"seen": Effect.OFF}, "effect"),
        ({"seen": ""}, "effect"),
    ],
)
def test_what_cannot_be_set_changes_nothing(cast, said, field) -> None:
    with pytest.raises(Unset) as unset:
        switch(cast, **said)
    assert unset.value.field == field
    assert not CheckSetting.objects.exists()


def test_signs_of_spam_are_kept_as_they_are_compared(cast) -> None:
    by = cast.administrator
    assert add_sign(sign="  Pilules VERTES !", by=by).sign == "pilules vertes"
    site = add_sign(sign="https://www.Pilules.example/offre", by=by)
    assert (site.sign, site.is_site) == ("pilules.example", True)
    for sign in ("pilules vertes", "", "a b", "!!!!", "x" * 121):
        with pytest.raises(Unset):
            add_sign(sign=sign, by=by)
    remove_sign(sign=site, by=by)
    remove_sign(sign=site, by=by)
    assert list(SpamSign.objects.values_list("sign", flat=True)) == ["pilules vertes"]


def refused(times: int) -> None:
    for _time in range(times):
        count_refusal("shouting")


def test_a_check_that_stops_too_much_is_eased(cast) -> None:
    setting = switch(cast, effect=Effect.REFUSE)
    refused(39)
    ease_too_eager(timezone.now())
    assert effects_now()["shouting"] == Effect.REFUSE
    refused(1)
    ease_too_eager(timezone.now())
    setting.refresh_from_db()
    assert (setting.effect, setting.reason, setting.set_by) == (Effect.TAG, EASED, None)
    assert AuditEvent.objects.latest("pk").actor is None
    ease_too_eager(timezone.now())
    assert setting.history.count() == 2


def test_one_that_stood_for_a_day_is_left_alone(cast) -> None:
    setting = switch(cast, effect=Effect.REFUSE)
    setting.set_at -= timedelta(hours=25)
    setting.save()
    refused(60)
    ease_too_eager(timezone.now())
    assert effects_now()["shouting"] == Effect.REFUSE


def test_the_page_costs_the_same_whatever_happened(
    client, cast, offer, django_assert_num_queries
) -> None:
    with django_assert_num_queries(3):
        board(at=timezone.now())
    for number in range(6):
        effects = (Effect.HOLD, Effect.TAG) if number % 2 == 0 else (Effect.TAG, Effect.HOLD)
        switch(cast, effect=effects[0], seen=effects[1])
    propose(offer, cast.outsider, fee_detail=LOUD)
    with django_assert_num_queries(3):
        lines = board(at=timezone.now())
    line = next(one for one in lines if one.check.code == "shouting")
    assert (line.hits, len(line.past)) == (1, 5)


def test_animators_read_and_administrators_write(client, cast) -> None:
    client.force_login(cast.animator)
    page = client.get(URL).content.decode()
    assert "<form" not in page.partition("<main")[2].partition("</main>")[0]
    client.force_login(cast.administrator)
    assert "/moderation/controles/shouting/regler/" in client.get(URL).content.decode()


def test_setting_by_the_page(client, cast) -> None:
    client.force_login(cast.administrator)
    asked = {"effect": "refuse", "reason": WHY, "seen": "tag"}
    assert client.post(f"{URL}shouting/regler/", asked).status_code == 302
    assert effects_now()["shouting"] == Effect.REFUSE
    again = client.post(f"{URL}shouting/regler/", {**asked, "reason": "<script>x"})
    assert again.status_code == 422
    assert "&lt;script&gt;x" in again.content.decode()
    assert client.post(f"{URL}nothing/regler/", asked).status_code == 404


def test_the_list_of_spam_by_the_page(client, cast) -> None:
    client.force_login(cast.administrator)
    assert client.post(f"{URL}spam/ajouter/", {"sign": "pilules vertes"}).status_code == 302
    again = client.post(f"{URL}spam/ajouter/", {"sign": "Pilules Vertes"})
    assert again.status_code == 422
    assert "Pilules Vertes" in again.content.decode()
    sign = SpamSign.objects.get()
    assert client.post(f"{URL}spam/{sign.pk}/retirer/").status_code == 302
    assert client.post(f"{URL}spam/{sign.pk}/retirer/").status_code == 404
    assert client.post(f"{URL}spam/{10**20}/retirer/").status_code == 404
