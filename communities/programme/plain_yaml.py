"""The plain values of a YAML file that somebody uploaded."""

from collections.abc import Mapping
from typing import Any

import yaml
from django.utils.translation import gettext as _

from communities.places.plain_text import MEGABYTE, NotText, text_of
from communities.programme.listed import Problem, ProgrammeRefused

MOST_BYTES = MEGABYTE


class _Loader(yaml.SafeLoader):
    """Plain values only; a key that stands twice is an error, not the last one's victory."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict:
        seen = set()
        for key_node, _value in node.value:
            key = self.construct_object(key_node, deep=True)
            if isinstance(key, str) and key in seen:
                raise yaml.MarkedYAMLError(
                    problem=_("“%(key)s” stands here twice.") % {"key": key},
                    problem_mark=key_node.start_mark,
                )
            seen.add(key if isinstance(key, str) else id(key_node))
        return super().construct_mapping(node, deep)

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(
                problem=_("References (*) are not used in a programme."),
                problem_mark=self.peek_event().start_mark,
            )
        return super().compose_node(parent, index)


def mapping_of(content: bytes) -> Mapping[str, Any]:
    """The plain values of a YAML file. Raises ProgrammeRefused where it is none."""
    try:
        plain = yaml.load(text_of(content, most_bytes=MOST_BYTES), _Loader)  # noqa: S506 -- a safe one
    except NotText as error:
        raise ProgrammeRefused([Problem(_line(error.line), error.reason)]) from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = _line(mark.line + 1) if mark else _("the file")
        raise ProgrammeRefused([Problem(where, str(error.problem or error.context))]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        reason = _("This cannot be read as YAML.")
        raise ProgrammeRefused([Problem(_("the file"), reason)]) from error
    if not isinstance(plain, Mapping):
        reason = _("A programme is a list of names with values, such as “title: …”.")
        raise ProgrammeRefused([Problem(_("the file"), reason)])
    return plain


def _line(number: int) -> str:
    return _("line %(line)s") % {"line": number}
