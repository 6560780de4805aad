"""How far a person's posts reach. Nothing here asks the database twice for the same person."""

from communities.departments.models import Department
from communities.people.models import Post, Role
from communities.places.models import Place


def posts_of(user) -> list[Post]:
    """The posts this person holds today; none for a stranger."""
    return getattr(user, "posts_in_force", [])


def holds(user, *roles: Role, over: Place | None = None) -> bool:
    """Whether this person has one of the roles (over a place, when one is given)."""
    return any(
        post.role in roles and (over is None or over.code.startswith(post.reach))
        for post in posts_of(user)
    )


def speaks_for(user, department: Department) -> bool:
    """Whether this person is the liaison of the department."""
    return any(
        post.role == Role.DEPARTMENT_LIAISON and post.department_id == department.pk
        for post in posts_of(user)
    )


def role_over(user, place: Place, *roles: Role) -> str:
    """The first of the roles in which this person acts on the place; empty when in none."""
    held = {post.role for post in posts_of(user) if place.code.startswith(post.reach)}
    return next((role.value for role in roles if role in held), "")
