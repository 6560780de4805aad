"""A community whose name a report shows."""

from tests.factories import CommunityFactory


def community(street, name="Osmanthus", **fields):
    return CommunityFactory(parent=street, name_en=name, name_zh=f"{name}社区", **fields)
