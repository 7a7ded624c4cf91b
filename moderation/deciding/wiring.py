"""What deciding adds to the registries and signals of the apps below, once at the start."""

from importlib import import_module

from contributions import signals
from contributions.permissions import register_overseer
from moderation import own_data, receivers
from moderation.permissions import animates, can_open_queue
from moderation.telling import KINDS, OPTIONAL
from notifications.kinds import register


def wire() -> None:
    own_data.register()
    for kind in KINDS:
        register(kind, label=OPTIONAL.get(kind, ""), concerns=can_open_queue)
    register_overseer(animates)
    signals.proposal_opened.connect(receivers.tell_of_an_opening)
    signals.proposal_resubmitted.connect(receivers.tell_of_an_opening)
    signals.proposal_withdrawn.connect(receivers.untell_of_a_withdrawal)
    signals.proposal_clashed.connect(receivers.tell_of_a_clash)
    signals.proposal_found_done.connect(receivers.tell_that_it_is_done)
    signals.proposal_expired.connect(receivers.tell_of_an_expiry)
    signals.import_asked.connect(receivers.tell_of_imported_conflicts)
    signals.report_filed.connect(receivers.tell_of_a_filed_report)
    import_module("moderation.jobs")
    import_module("moderation.deciding.jobs")
