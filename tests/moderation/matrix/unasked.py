"""Verbs of the services that ask no right, with who answers for them."""

# Done by the site itself: the clock, the outbox, a command, an import under way.
SYSTEM = """
contributions.discussion.services.hide_meanwhile
journal.sealing.services.seal_days
moderation.appeals.services.escalate_appeal
moderation.checks.named.services.ease
moderation.claims.services.end_claims
moderation.claims.services.end_what_is_not_allowed
moderation.claims.services.purge_claims
moderation.trust.close_decisions.flag_if_close
moderation.trust.services.recount
home.caching.versions.add_up
home.guides.load_guides
home.site_tree.ensure_site_tree
journal.outbox.cancel
journal.outbox.enqueue
notifications.digests.mail_digest
notifications.mails.mail_notice
offers.bulk.archive_many
offers.bulk.publish_batch
offers.bulk.redate_many
offers.bulk.republish_many
offers.counting.count_use
offers.keeping.mails.mail_claim
offers.keeping.mails.mail_invitation
offers.structures.create_many
offers.structures.update_many
offers.vocabulary.load_vocabulary
search.indexing.index_offers
search.jobs.forget_removed
search.safety.numbers.load_emergency_numbers
territories.loading.load_country
territories.services.expire_roles
contributions.direct.mails.tell_old_address
contributions.drafts.services.purge_drafts
contributions.imports.services.write_services
contributions.imports.web.expire
contributions.imports.web.revive
contributions.reporting.answering.ask_to_answer
contributions.reporting.answering.mail_answer
contributions.services.expire_proposal
contributions.settling.settle
notifications.preferences.note_refusal
"""

# Below the verbs above, which asked: they apply, tell or keep what was allowed.
BELOW = """
moderation.blocks.services.overturn_block
moderation.claims.services.require_free
moderation.claims.services.require_report_free
moderation.erasing.services.read_passages
moderation.flags.services.is_veiled
moderation.limits.pace.count
moderation.protection.services.overturn_protection
accounts.services.note_visit
accounts.services.open_account
accounts.services.owes_consent
contributions.applying.apply_proposal
contributions.direct.services.drafted
contributions.keeping.save_once
contributions.reconsidering.reconsider
contributions.reopening.reopen
notifications.following.follow_instead
notifications.happenings.happened
notifications.services.cancel
notifications.services.notify
notifications.services.read_all
notifications.services.retract
offers.expressions.create_expression
offers.expressions.publish_expression
offers.expressions.set_status
offers.merging.merge_offers
offers.merging.merge_structures
offers.moving.move_territory
offers.need_pages.publish_need_page
offers.publishing.archive_offer
offers.publishing.publish_new
offers.publishing.publish_one
offers.publishing.refresh_public
offers.restoring.restore_offer
offers.restoring.restore_structure
offers.services.add_member
offers.services.create_structure
offers.services.new_structure
offers.services.set_availability
offers.services.verify_offer
offers.structure_states.archive_structure
offers.structure_states.publish_new_structure
offers.structures.publish_structure
offers.taking_apart.give_back
"""

# On what belongs to the account or the visitor who asks, and to nobody else.
OWN = """
accounts.privacy.erase_account
accounts.services.accept_terms
accounts.services.rename
contributions.creating.drafting.keep
contributions.creating.drafting.open_elsewhere
contributions.creating.mailing.mail_link
contributions.creating.sending.send_offer
contributions.drafts.services.adopt_draft
contributions.drafts.services.drop_draft
contributions.drafts.services.find_draft
contributions.drafts.services.save_draft
contributions.reporting.services.file_report
home.services.mark_all_read
home.services.mark_notice_read
notifications.following.change_frequency
notifications.following.follow
notifications.following.unfollow
notifications.preferences.choose
notifications.preferences.close_feed
notifications.preferences.new_feed
notifications.preferences.silence
notifications.unsubscribing.leave
offers.keeping.claims.ask_claim
search.unmet.remembering.record_report
search.unmet.remembering.remember_not_understood
"""

# By whoever holds a mailed link, which is random, hashed and expires.
LINK = """
accounts.links.use_link
accounts.retention.keep_account
contributions.creating.mailing.follow_link
contributions.direct.putting_back.put_back
offers.keeping.claims.confirm_by_mail
offers.keeping.claims.disown_by_mail
offers.keeping.members.accept_invitation
"""

# Published at once when the person may, proposed otherwise: nobody is refused.
AT_ONCE_OR_PROPOSED = """
contributions.direct.creations.publish_own_creation
contributions.direct.services.publish_own_edit
contributions.history.services.revert
"""

# Asked on things that the tests of each subject make: who may is said beside them, in
# tests/moderation/<subject> and tests/home.
APART = """
home.territory.asking.ask_keepers
moderation.appeals.services.appeal_against_block
moderation.appeals.services.appeal_against_hiding
moderation.appeals.services.appeal_against_protection
moderation.appeals.services.appeal_against_refusal
moderation.appeals.services.settle_appeal
moderation.appeals.services.withdraw_appeal
moderation.blocks.services.acknowledge
moderation.blocks.services.block_person
moderation.blocks.services.lift_block
moderation.checks.named.services.add_sign
moderation.checks.named.services.remove_sign
moderation.checks.named.services.set_effect
moderation.claims.services.release
moderation.claims.services.release_report
moderation.claims.services.take_over
moderation.claims.services.take_over_report
moderation.deciding.joining.join_proposals
moderation.deciding.parting.accept_in_part
moderation.deciding.turning.turn_into_edit
moderation.deciding.undoing.undo_agreement
moderation.deciding.undoing.undo_aside
moderation.deciding.undoing.undo_decision
moderation.deciding.undoing.undo_escalation
moderation.erasing.redacting.ask_redaction
moderation.erasing.redacting.confirm_redaction
moderation.erasing.redacting.give_up_redaction
moderation.erasing.redacting.redact
moderation.erasing.redacting.refuse_redaction
moderation.erasing.services.hide_text
moderation.erasing.services.show_again
moderation.flags.services.flag
moderation.flags.services.set_aside
moderation.flags.services.uphold
moderation.protection.services.lift_protection
"""

UNASKED = {
    name
    for group in (SYSTEM, BELOW, OWN, LINK, AT_ONCE_OR_PROPOSED, APART)
    for name in group.split()
}
