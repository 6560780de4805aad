"""Hash trees, against the definition of RFC 6962 and its own test vectors."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluation.surveys.sealing import merkle

pytestmark = pytest.mark.once

# The inputs and roots of Certificate Transparency's reference test (RFC 6962, empty to 8 leaves).
INPUTS = [
    "",
    "00",
    "10",
    "2021",
    "3031",
    "40414243",
    "5051525354555657",
    "606162636465666768696a6b6c6d6e6f",
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
LEAVES = [sha256(b"\x00" + bytes.fromhex(text)).digest() for text in INPUTS]


def as_defined(leaves):
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = max(1 << power for power in range(20) if 1 << power < len(leaves))
    return merkle.node_hash(as_defined(leaves[:split]), as_defined(leaves[split:]))


@pytest.mark.parametrize("size", range(9))
def test_roots_are_those_of_the_reference(size):
    assert merkle.root_of(LEAVES[:size]).hex() == ROOTS[size]


@given(st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_root_is_as_defined_and_every_path_leads_to_it(leaves):
    root = merkle.root_of(leaves)

    assert root == as_defined(leaves)
    for position, leaf in enumerate(leaves):
        path = merkle.path_to(leaves, position)
        assert merkle.root_from_path(leaf, position, len(leaves), path) == root


@given(st.integers(1, 40), st.data())
def test_path_of_another_place_leads_elsewhere(size, data):
    leaves = [sha256(bytes([number])).digest() for number in range(size)]
    position = data.draw(st.integers(0, size - 1))
    path = merkle.path_to(leaves, position)
    other = data.draw(st.integers(0, size - 1).filter(lambda each: each != position) | st.none())
    root = merkle.root_of(leaves)

    if other is not None:
        assert merkle.root_from_path(leaves[position], other, size, path) != root
    assert merkle.root_from_path(leaves[position], position, size, [*path, root]) is None
    assert merkle.root_from_path(leaves[position], size, size, path) is None


def test_earlier_roots_stay_the_roots_of_the_beginning():
    tree, seen = merkle.Tree(), []
    for leaf in LEAVES:
        tree.add(leaf)
        seen.append(tree.root)

    assert seen == [merkle.root_of(LEAVES[:size]) for size in range(1, 9)]


def test_there_is_no_path_to_nowhere():
    with pytest.raises(IndexError):
        merkle.path_to(LEAVES, 8)
