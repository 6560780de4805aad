"""Hash trees as in RFC 6962 §2.1: one root stands for all leaves, in their order.

A leaf here is already a hash (``leaves.py`` puts the 0x00 before what it hashes); inner nodes are
``SHA-256(0x01 | left | right)``. A list that grows keeps its earlier roots: the root over its
first ``n`` leaves never changes, so a leaf that is taken out or changed contradicts a root that
was published before.
"""

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of no leaves."""


class Tree:
    """A tree that grows at its right end. It keeps one hash for each level, not the leaves."""

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        self.size = 0
        self._peaks: list[tuple[int, bytes]] = []  # (height, root) of full subtrees, left to right
        for leaf in leaves:
            self.add(leaf)

    def add(self, leaf: bytes) -> None:
        height, node = 0, leaf
        while self._peaks and self._peaks[-1][0] == height:
            node = node_hash(self._peaks.pop()[1], node)
            height += 1
        self._peaks.append((height, node))
        self.size += 1

    @property
    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY
        (_height, node), *lefts = reversed(self._peaks)
        for _height, left in lefts:
            node = node_hash(left, node)
        return node


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def root_of(leaves: Iterable[bytes]) -> bytes:
    return Tree(leaves).root


def path_to(leaves: Sequence[bytes], position: int) -> list[bytes]:
    """The audit path of one leaf, from its neighbour up. ``position`` counts from 0."""
    if not 0 <= position < len(leaves):
        raise IndexError(position)
    if len(leaves) == 1:
        return []
    split = _largest_power_below(len(leaves))
    if position < split:
        return [*path_to(leaves[:split], position), root_of(leaves[split:])]
    return [*path_to(leaves[split:], position - split), root_of(leaves[:split])]


def root_from_path(leaf: bytes, position: int, size: int, path: Sequence[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to; None where the path has the wrong length."""
    node, last = leaf, size - 1
    if not 0 <= position < size:
        return None
    for step in path:
        if last == 0:
            return None
        if position % 2 or position == last:
            node = node_hash(step, node)
            while position % 2 == 0 and position:
                position, last = position // 2, last // 2
        else:
            node = node_hash(node, step)
        position, last = position // 2, last // 2
    return node if last == 0 else None


def _largest_power_below(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1
