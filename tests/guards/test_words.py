"""Words that docs/words.md rules out."""

from django.conf import settings


def test_a_draft_has_one_word_in_chinese():
    parts = sorted((settings.BASE_DIR / "locale" / "parts").glob("*.po"))

    assert parts
    assert [part.name for part in parts if "草稿" in part.read_text(encoding="utf-8")] == []
