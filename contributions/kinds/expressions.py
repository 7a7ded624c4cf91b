"""Expressions as targets of proposals. One that is not in use is brought back, once read."""

from collections.abc import Mapping
from operator import attrgetter
from typing import Any, Unpack

from django.urls import reverse

from contributions.models import Proposal
from contributions.targets import ACCEPTED, Creation, TargetKind, Writers, register
from offers.expressions import (
    EXPRESSION_FIELDS,
    check_expression,
    clashes,
    create_expression,
    empty_expression,
    expression_snapshot,
    lock_expression,
    publish_expression,
    set_status,
)
from offers.models import Expression
from offers.need_pages import keeping_country
from offers.saying import Saying

Status = Expression.Status


def _edit(
    target: Expression, *, fields: Mapping[str, Any], action: str = ACCEPTED, **said: Unpack[Saying]
) -> None:
    publish_expression(expression=target, fields=fields, action=action, **said)


def _create(creation: Creation, *, fields: Mapping[str, Any], **said: Unpack[Saying]) -> Expression:
    return create_expression(fields=fields, action=ACCEPTED, **said)


def _archive(
    target: Expression, *, replaced_by: None, action: str = ACCEPTED, **said: Unpack[Saying]
) -> None:
    set_status(expression=target, status=Status.RETIRED, action=action, **said)


def _restore(target: Expression, *, action: str = ACCEPTED, **said: Unpack[Saying]) -> None:
    set_status(expression=target, status=Status.ACCEPTED, action=action, **said)


def _place_creation(fields: Mapping[str, Any], arguments: Mapping[str, Any]) -> Creation:
    return Creation(home=keeping_country())


def _url(expression: Expression) -> str:
    if expression.need is None:
        return reverse("offers:needs")
    return reverse("offers:need", args=[expression.need.code])


register(
    Proposal.Target.EXPRESSION,
    TargetKind(
        column="expression",
        model=Expression,
        schema=EXPRESSION_FIELDS,
        title=attrgetter("text"),
        title_field="text",
        url=_url,
        snapshot=expression_snapshot,
        empty=empty_expression,
        check=check_expression,
        clashes=clashes,
        lock=lock_expression,
        is_live=lambda expression: expression.status == Status.ACCEPTED,
        has_revision=lambda expression, number: bool(
            expression.history.filter(history_id=number).exists()
        ),
        home_territory=lambda expression: keeping_country(),
        related=("need",),
        place_creation=_place_creation,
        writers=Writers(edit=_edit, create=_create, archive=_archive, restore=_restore),
    ),
)
