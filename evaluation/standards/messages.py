"""The sentence for each problem that reading a standard, a questionnaire or a finding notes.

sentence(problem) -> str            “The table has 4 rows, but 5 are needed.”
place(problem) -> str               “dimensions[0].points”, “Sheet Criteria, cell F17”, or
                                    “the whole file”
with_place(problem) -> str          both in one line
"""

from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from evaluation.standards.problems import Problem
from evaluation.standards.sheets.cells import CellProblem, Spot
from evaluation.standards.sheets.vocabulary import LEVELS_OF_ROWS
from harmony.shared.wording import labelled

SENTENCES = {
    # ------------------------------------------------------------------ the file
    "file_too_long": _("The file is too long."),
    "not_utf8": _("The file is not text in UTF-8. Save it as UTF-8."),
    "not_readable": _("The file cannot be read as YAML or JSON."),
    "yaml_syntax": _("Line %(line)s, column %(column)s: this is not written as YAML."),
    "yaml_alias": _("Line %(line)s: references (*name) are not read. Write the value out."),
    "key_twice": _("Line %(line)s, column %(column)s: “%(key)s” stands twice."),
    "too_deep": _("There are too many levels inside each other."),
    "too_large_file": _("The file holds more than %(most)s values."),
    "not_plain": _("“%(value)s” is neither text nor a number. Put it in quotes."),
    "more_problems": _("There are %(count)s more problems."),
    # ------------------------------------------------------------------ values
    "missing": _("This is not filled in."),
    "not_a_mapping": _("Keys with values are expected here."),
    "key_not_text": _("“%(key)s” is a key that is not text."),
    "unknown_key": _("“%(key)s” is not known here."),
    "not_a_list": _("A list is expected here."),
    "too_few_items": _("Needed: at least %(least)s."),
    "too_many_items": _("At most %(most)s are read."),
    "not_text": _("“%(value)s” is not text. Put it in quotes."),
    "text_blank": _("The text is empty."),
    "text_forbidden": _("The text contains characters that cannot be kept."),
    "text_too_long": _("The text is longer than %(most)s characters."),
    "not_a_key": _("“%(value)s” is not a code. Use letters, digits, point, hyphen, underscore."),
    "used_twice": _("“%(value)s” is used twice."),
    "not_yes_or_no": _("“%(value)s” is neither yes nor no."),
    "number_without_quotes": _("Put %(value)s in quotes, so that it stays exact."),
    "not_a_number": _("“%(value)s” is not a number."),
    "number_too_long": _(
        "“%(value)s” has too many digits: 12 before the point and 6 after it are kept."
    ),
    "negative": _("%(value)s is below 0."),
    "too_small": _("%(value)s is less than %(least)s."),
    "too_large": _("%(value)s is more than %(most)s."),
    "too_many_places": _("%(value)s has more than %(places)s decimal places."),
    "not_above_zero": _("%(value)s is not above 0."),
    "not_a_count": _("“%(value)s” is not a whole number of 0 or more."),
    # ------------------------------------------------------------------ rules
    "rule_unknown": _("“%(value)s” is not a scoring rule."),
    "table_length": _("The table has %(rows)s rows, but %(needed)s are needed."),
    "table_falls": _("More clauses met must not give fewer points."),
    "not_full_points": _("The best gives %(reached)s points, but the criterion has %(points)s."),
    "range_empty": _("The range ends before it begins."),
    "band_empty": _("This band ends before it begins."),
    "band_gap": _("No band covers the values from %(begins)s to %(ends)s."),
    "band_overlap": _("Two bands hold the value %(value)s."),
    "band_end": _("No band covers the values from %(value)s on."),
    "band_outside_range": _("This band lies outside the range."),
    "grades_out_of_order": _("Grades are listed from the best to the worst."),
    "grade_rises": _("A lower grade must not give more points."),
    "grades_leave_gap": _("The last grade has to begin at 0."),
    "class_unknown": _("“%(value)s” is not a class of community."),
    "class_without_value": _("There is no value for the class “%(value)s”."),
    "class_not_in_standard": _("The standard does not name the class “%(value)s”."),
    "no_value_for_class": _("This criterion has no value for the class of this community."),
    "unknown_clause": _("“%(value)s” is not one of the clauses."),
    "unknown_part": _("“%(value)s” is not one of the parts."),
    "bonus_rule_in_base": _("A bonus rule belongs among the bonus items."),
    "bonus_needs_bonus_rule": _("A bonus item needs the rule bonus_per_unit."),
    "modifier_unknown": _("“%(value)s” is not a modifier."),
    "modifier_order_fixed": _("The order is fixed: %(order)s."),
    "method_unknown": _("“%(value)s” is not a method of evaluation."),
    "evidence_type_unknown": _("“%(value)s” is not a kind of evidence."),
    "title_unknown": _("“%(value)s” is not a title that a community can hold."),
    "department_unknown": _("There is no department with the key “%(value)s”."),
    "scored_by_unknown": _("“%(value)s” cannot score a criterion. Write department, or nothing."),
    "language_unknown": _("“%(value)s” is not one of the languages zh and en."),
    "criterion_unknown": _("There is no criterion “%(value)s”."),
    "dimension_unknown": _("There is no dimension “%(value)s”."),
    # ------------------------------------------------------------------ the whole
    "weights_not_one": _("The weights add up to %(total)s. They have to add up to 1."),
    "levels_out_of_order": _("Levels are listed from the highest to the lowest."),
    "moderation_unknown": _("“%(value)s” is not a way to moderate."),
    "rounding_unknown": _("“%(value)s” is not a way to round."),
    "quota_order_unknown": _("“%(value)s” is nothing that a quota can be ordered by."),
    "rate_not_of_overall": _("The satisfaction rate is taken from the overall question only."),
    "level_unknown": _("“%(value)s” is not a level."),
    "no_classes": _("No class of community is named."),
    "declared_totals_differ": _("The declared totals add up to %(total)s, not to %(declared)s."),
    "sum_of_whole": _(
        "%(class)s: all criteria add up to %(reached)s points, declared are %(declared)s "
        "(%(difference)s)."
    ),
    "sum_of_common": _(
        "%(class)s: the common criteria add up to %(reached)s points, declared are %(declared)s "
        "(%(difference)s)."
    ),
    "sum_of_class_specific": _(
        "%(class)s: the criteria of the class add up to %(reached)s points, declared are "
        "%(declared)s (%(difference)s)."
    ),
    "sum_of_dimension": _(
        "%(class)s: dimension %(code)s adds up to %(reached)s points, declared are %(declared)s "
        "(%(difference)s)."
    ),
    "sum_of_indicator": _(
        "%(class)s: indicator %(code)s adds up to %(reached)s points, declared are %(declared)s "
        "(%(difference)s)."
    ),
    "residents_counted_twice": _(
        "%(code)s takes points from the questionnaire, but residents have a weight of their own."
    ),
    # ------------------------------------------------------------------ spreadsheets
    "not_a_workbook": _("This is not an Excel workbook (.xlsx)."),
    "workbook_old_or_locked": _(
        "This workbook is locked with a password or in the old format. Save it as .xlsx without "
        "a password."
    ),
    "workbook_damaged": _("The workbook is damaged. Save it again in Excel and retry."),
    "workbook_macros": _("The workbook contains macros. Save it as .xlsx without macros."),
    "workbook_too_large_inside": _("Unpacked, the workbook would be far too large."),
    "workbook_too_many_rows": _(
        "A sheet has more than %(most)s rows. Delete the rows that are not used."
    ),
    "workbook_too_many_columns": _(
        "A sheet has more than %(most)s columns. Delete the columns that are not used."
    ),
    "sheet_missing": _("The sheet “%(value)s” is missing."),
    "sheet_twice": _("There are two sheets for “%(value)s”."),
    "heading_unknown": _(
        "“%(value)s” is no heading of this sheet. Put # before it to have the column passed over."
    ),
    "heading_twice": _("The heading “%(value)s” stands twice."),
    "column_missing": _("The column “%(value)s” is missing."),
    "head_unknown": _("“%(value)s” is no field of this sheet."),
    "head_twice": _("The field “%(value)s” stands twice."),
    "cells_merged": _("The cells %(range)s are merged. Unmerge them and fill in each."),
    "cell_formula": _("There is a formula here. Write what it should give."),
    "cell_date": _(
        "There is a date here (%(value)s). Format the cell as text and write it again."
    ),
    "cell_yes_no": _("%(value)s is not expected here. Format the cell as text."),
    "cell_unreadable": _("“%(value)s” cannot be read."),
    "cell_not_exact": _(
        "The number %(value)s carries traces of a calculation. Write it out as text."
    ),
    "cell_unused": _("This cell is not used in a row of the level “%(level)s”. Leave it empty."),
    "level_of_row_unknown": _("“%(value)s” is not a level. Choose one from the list."),
    "level_of_row_missing": _("Choose the level of this row."),
    "row_without_parent": _(
        "A row of the level “%(level)s” needs the row it belongs to above it."
    ),
    "line_unknown": _("“%(value)s” is no line of this cell. Known are: %(known)s."),
    "line_parts": _("The line has too many parts or no beginning. Write it as: %(form)s."),
    "line_twice": _("“%(value)s” stands twice in this cell."),
    "line_without_class": _("This line does not differ by class; leave out “%(value)s”."),
    # ------------------------------------------------------------------ questionnaires
    "option_not_lower": _("Options are listed from the best to the worst; %(value)s is not less."),
    "satisfied_below_dissatisfied": _("A satisfied option stands below a dissatisfied one."),
    "scale_one_sided": _("The scale needs satisfied and dissatisfied options."),
    "more_than_the_items": _("%(value)s rated questions are asked for, but there are %(items)s."),
    "background_too_many": _("At most %(most)s questions about the household may be asked."),
    "background_too_fine": _(
        "At most %(most)s answers may be offered, so that no group is too small to be shown."
    ),
}

CLASSES = {
    "old_town": _("Old town"),
    "old_town.in_renewal_plan": _("Old town, inside the renewal plan"),
    "old_town.not_in_renewal_plan": _("Old town, outside the renewal plan"),
    "new_residential": _("New residential"),
    "village_in_city": _("Village in the city"),
}


def sentence(problem: Problem) -> str:
    """What is wrong, in the reader's language."""
    template = SENTENCES.get(problem.code)
    if template is None:
        return _t("This cannot be read (%(code)s).") % {"code": problem.code}
    params = dict(problem.params)
    if "class" in params:
        params["class"] = CLASSES.get(params["class"], params["class"])
    if "level" in params:
        params["level"] = LEVELS_OF_ROWS.write(params["level"])
    return template % params


def place(problem: Problem) -> str:
    """Where it is: a cell of a workbook, or a path from the top of a file."""
    if isinstance(problem, CellProblem):
        return _cell(problem.spot) if problem.spot else _t("the whole file")
    return problem.where or _t("the whole file")


def _cell(spot: Spot) -> str:
    words = {"sheet": spot.sheet, "cell": spot.cell, "line": spot.line}
    if not spot.row:
        return _t("Sheet %(sheet)s") % words
    if not spot.line:
        return _t("Sheet %(sheet)s, cell %(cell)s") % words
    return _t("Sheet %(sheet)s, cell %(cell)s, line %(line)s") % words


def with_place(problem: Problem) -> str:
    """What is true of a whole file needs no place: its field is the place."""
    is_of_the_whole = not getattr(problem, "spot", None) and not problem.where
    if is_of_the_whole:
        return sentence(problem)
    return labelled(place(problem), sentence(problem))
