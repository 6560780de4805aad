"""Who somebody is. What they may do is in the tables of rules, and nowhere in the database."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


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
