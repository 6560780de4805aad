"""English names for places that have none: pinyin, unconfirmed until somebody says so."""

from communities.places.models import display_name

KINDS = (
    ("街道", "Street"),
    ("社区", "Community"),
    ("工业区", "Industrial Park"),
    ("开发区", "Development Zone"),
    ("大道", "Avenue"),
    ("镇", "Town"),
    ("乡", "Township"),
    ("村", "Village"),
    ("路", "Road"),
    ("区", "District"),
    ("县", "County"),
    ("市", "City"),
)


def proposed_english_name(official_name: str) -> str:
    """The name in pinyin with its kind in English: 水西门社区居委会 → Shuiximen Community."""
    return _in_english(display_name(official_name))


def _in_english(name: str) -> str:
    outer, bracket, inner = name.partition("（")
    if bracket:
        return f"{_in_english(outer)} ({_in_english(inner.rstrip('）'))})"
    for ending, kind in KINDS:
        if name.endswith(ending) and name not in dict(KINDS):
            return f"{_in_english(name.removesuffix(ending))} {kind}"
    return _in_pinyin(name)


def _in_pinyin(name: str) -> str:
    """One word; an apostrophe stands before a, e, o inside it, as in Xi'an."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- heavy: its dictionary serves imports only

    word = ""
    for syllable in lazy_pinyin(name, v_to_u=True):
        word += f"'{syllable}" if word[-1:].isalpha() and syllable[0] in "aeo" else syllable
    return word[:1].upper() + word[1:]
