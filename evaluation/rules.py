"""Who may do what in an evaluation: the whole table on one page.

Reading is not here: a page shows what ``visible_to(user)`` returns. Four eyes (domain §1) are
part of the table: whoever did one thing to a declaration does not check it, in whatever post.
"""

import rules

from communities.models import Role
from communities.people.reach import holds
from evaluation.appraisal.impartiality import evaluated_it_for_the_office
from evaluation.declarations.models import HandUp
from evaluation.declarations.states import OPEN_STATES, State
from evaluation.surveys.box_models import READERS


# ------------------------------------------------------------------ posts
@rules.predicate
def community_worker(user, declaration):
    return holds(user, Role.COMMUNITY_WORKER, over=declaration.community)


@rules.predicate
def street_official(user, declaration):
    return holds(user, Role.STREET_OFFICIAL, over=declaration.community)


@rules.predicate
def office(user, declaration=None):
    place = declaration.community if declaration is not None else None
    return holds(user, Role.OFFICE_REVIEWER, over=place)


@rules.predicate
def leader(user, declaration):
    return holds(user, Role.LEADER, over=declaration.community)


@rules.predicate
def keeps_the_library(user, community):
    """The community's own people and its street."""
    return holds(user, Role.COMMUNITY_WORKER, Role.STREET_OFFICIAL, over=community)


@rules.predicate
def office_of_the_place(user, community):
    return holds(user, Role.OFFICE_REVIEWER, over=community)


@rules.predicate
def any_office(user, record=None):
    """The office, for what does not belong to one declaration."""
    return holds(user, Role.OFFICE_REVIEWER)


@rules.predicate
def follows_boxes(user, record=None):
    """Whoever may hold the key of a ballot box, or stand by while it is tried."""
    return holds(user, *READERS)


@rules.predicate
def supervision(user, stage=None):
    """The auditors of the district that a stage belongs to."""
    return holds(user, Role.AUDITOR, over=stage.programme.district if stage else None)


@rules.predicate
def keeps_certificates(user, record=None):
    return holds(user, Role.OFFICE_REVIEWER, Role.ADMINISTRATOR)


@rules.predicate
def orders_papers(user, record=None):
    return holds(user, Role.OFFICE_REVIEWER, Role.LEADER, Role.ADMINISTRATOR)


@rules.predicate
def assigned(user, assignment):
    """The appraiser of this assignment, while it stands and still in the post."""
    return (
        assignment.appraiser_id == user.pk
        and assignment.ended_at is None
        and holds(user, Role.APPRAISER)
    )


@rules.predicate
def reads_what_it_holds(user, dossier):
    """The round that was handed up, and every file of it where they go with the dossier."""
    holds_files = dossier.params.get("form") != "pdf"
    rounds = HandUp.objects.opened_to(user) if holds_files else HandUp.objects.visible_to(user)
    return rounds.filter(
        declaration=dossier.declaration_id, round=dossier.params.get("round")
    ).exists()


# ------------------------------------------------------------------ where it is
@rules.predicate
def can_be_written(user, declaration):
    return declaration.state in OPEN_STATES


@rules.predicate
def is_in_evaluation(user, declaration):
    return declaration.state == State.RECEIVED


@rules.predicate
def assignment_is_open(user, assignment):
    return assignment.finished_at is None and assignment.declaration.state == State.RECEIVED


# ------------------------------------------------------------------ four eyes
@rules.predicate
def submitted_it(user, declaration):
    return declaration.has_acted(user, "submit")


@rules.predicate
def examined_it(user, declaration):
    """Made the street examination, in any round."""
    return declaration.has_acted(user, "pass", "return")


@rules.predicate
def worked_at_it_for_the_street(user, declaration):
    return declaration.has_acted(user, "begin", "submit", "pass", "return")


@rules.predicate
def reviewed_it_for_the_office(user, declaration):
    return declaration.has_acted(user, "receive", "return_to_street", "appraise", "notice")


@rules.predicate
def evaluated_it(user, declaration):
    """Assigned appraisers, asked the residents, visited, held something against it, moderated."""
    return evaluated_it_for_the_office(declaration, user)


@rules.predicate
def scored_it(user, declaration):
    return user.pk in declaration.appraiser_ids


on_the_side_of_the_street = worked_at_it_for_the_street
impartial_office = office & ~on_the_side_of_the_street & ~scored_it
impartial_reviewer = (office | leader) & ~on_the_side_of_the_street & ~scored_it
impartial_leader = (
    leader & ~on_the_side_of_the_street & ~reviewed_it_for_the_office & ~evaluated_it & ~scored_it
)
street_examiner = street_official & ~submitted_it & ~scored_it & ~reviewed_it_for_the_office

PERMISSIONS = {
    # self-examination
    "evaluation.begin_declaration": community_worker | street_official,
    "evaluation.write_declaration": (community_worker | street_official) & can_be_written,
    "evaluation.submit_declaration": street_official & ~examined_it,
    "evaluation.keep_evidence": keeps_the_library,
    "evaluation.order_dossier": reads_what_it_holds,
    # street examination
    "evaluation.return_declaration": street_examiner,
    "evaluation.pass_declaration": street_examiner,
    # the office
    "evaluation.return_to_street_declaration": impartial_office,
    "evaluation.receive_declaration": impartial_office,
    "evaluation.assign_appraisers": impartial_office & is_in_evaluation,
    "evaluation.record_visit": impartial_office & is_in_evaluation,
    "evaluation.record_penalty": impartial_office & is_in_evaluation,
    "evaluation.moderate_declaration": impartial_office & is_in_evaluation,
    "evaluation.run_survey": impartial_office,
    "evaluation.review_signals": impartial_reviewer,
    "evaluation.review_comments": impartial_office,
    "evaluation.assist_answers": (community_worker | street_official | office) & ~scored_it,
    "evaluation.appraise_declaration": impartial_office,
    "evaluation.notice_declaration": impartial_office,
    # appraisers
    "evaluation.score_assignment": assigned & assignment_is_open,
    # the leading group
    "evaluation.accept_declaration": impartial_leader,
    "evaluation.not_accept_declaration": impartial_leader,
    # not about one declaration
    "evaluation.grant_room": office_of_the_place,
    "evaluation.see_rooms": any_office,
    "evaluation.publish_standard": any_office,
    "evaluation.publish_questionnaire": any_office,
    "evaluation.keep_ballot_box": any_office,
    "evaluation.prove_key": follows_boxes,
    "evaluation.audit_ballot_box": supervision,
    "evaluation.set_basis": any_office,
    "evaluation.publish_notice": any_office,
    "evaluation.export_certificates": keeps_certificates,
    "evaluation.revoke_certificate": any_office,
    "evaluation.order_papers": orders_papers,
}

for name, rule in PERMISSIONS.items():
    rules.add_perm(name, rule)
