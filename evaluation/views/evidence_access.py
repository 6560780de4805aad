"""Whose evidence library a person may open."""

from communities.models import Place, User


def may_open_library(user: User, community: Place) -> bool:
    """Those who keep it, and those who review the district; what an appraiser may see is beside
    the criteria."""
    if user.has_perm("evaluation.keep_evidence", community):
        return True
    return user.has_perm("communities.see_overview") and community.code.startswith(
        tuple(post.reach for post in user.posts_in_force)
    )
