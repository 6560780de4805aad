"""Who somebody is. What they may do is in the tables of rules, and nowhere in the database."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class LongEnough(MinimumLengthValidator):
    """Django's own rule; its catalogues know the sentence only in an earlier form."""

    def get_error_message(self) -> str:
        return ngettext(
            "This password is too short: it needs at least %(n)s letter.",
            "This password is too short: it needs at least %(n)s letters.",
            self.min_length,
        ) % {"n": self.min_length}


class Passwords(ModelBackend):
    """Knows people by user name and password, and gives no permissions.

    Django's own would look for permissions in its tables, which are empty here: two queries
    for every button that a page leaves out.
    """

    def get_user_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        return set()

    def has_module_perms(self, user_obj: Any, app_label: str) -> bool:
        return False
