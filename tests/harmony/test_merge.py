"""The tool that keeps the Chinese catalogue: what it finds, joins and complains about."""

from importlib.util import module_from_spec, spec_from_file_location
from textwrap import dedent

import polib
import pytest
from django.conf import settings

MODULE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy

LABEL = pgettext_lazy("of a stage", "Open")
_("Not possible while “%(state)s”.")
ngettext("%(count)s place", "%(count)s places", 2)
"""

TEMPLATE = """
{% load i18n %}
{# nothing to see #}
    <p title="{% translate "It's here" %}">Don't "quote" (this
  {% blocktranslate trimmed count number=n %}
    {{ number }} paper
    is missing
  {% plural %}
    {{ number }} papers
    are missing
  {% endblocktranslate %}
      {% translate "Open" context "of a door" as door %}
 100 % {% blocktranslate with who=name %}Hello {{ who }}, 5 %{% endblocktranslate %}
"""


@pytest.fixture
def merge(tmp_path):
    spec = spec_from_file_location("merge", settings.BASE_DIR / "locale" / "merge.py")
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    module.BASE, module.LOCALE = tmp_path, tmp_path / "locale"
    module.CATALOGUE = module.LOCALE / "zh_Hans" / "LC_MESSAGES" / "django.po"
    return module


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    return write


@pytest.fixture
def part(write):
    def part(name, *entries):
        file = polib.POFile()
        file.metadata = {"Content-Type": "text/plain; charset=utf-8"}
        file.extend(polib.POEntry(**entry) for entry in entries)
        write(f"locale/parts/{name}.po", str(file))

    return part


def test_texts_of_modules_and_templates_are_found(merge, write):
    write("tasks/words.py", MODULE)
    write("templates/door.html", TEMPLATE)

    found = {(m.context, m.text, m.plural) for m in merge.messages_in_code().values()}

    assert found == {
        ("of a stage", "Open", ""),
        ("", "Not possible while “%(state)s”.", ""),
        ("", "%(count)s place", "%(count)s places"),
        ("", "It's here", ""),
        ("", "%(number)s paper is missing", "%(number)s papers are missing"),
        ("of a door", "Open", ""),
        ("", "Hello %(who)s, 5 %%", ""),
    }


def test_catalogue_holds_what_the_code_says_and_no_more(merge, write, part):
    write("tasks/words.py", MODULE)
    part("a", {"msgid": "Open", "msgctxt": "of a stage", "msgstr": "进行中"})
    part("b", {"msgid": "No longer said", "msgstr": "不再使用"})

    result = merge.catalogue(merge.messages_in_code(), merge.translations()[0])

    assert {(e.msgctxt, e.msgid): merge._chinese(e) for e in result} == {
        (None, "%(count)s place"): "",
        (None, "Not possible while “%(state)s”."): "",
        ("of a stage", "Open"): "进行中",
    }
    assert result.metadata["Plural-Forms"] == "nplurals=1; plural=0;"


def test_what_a_reader_would_stumble_over_is_told(merge, write, part):
    write("tasks/words.py", MODULE)
    part(
        "a",
        {"msgid": "Open", "msgctxt": "of a stage", "msgstr": "进行中", "flags": ["fuzzy"]},
        {"msgid": "Not possible while “%(state)s”.", "msgstr": "“%(status)s”时不能进行。"},
        {
            "msgid": "%(count)s place",
            "msgid_plural": "%(count)s places",
            "msgstr_plural": {0: "%(count)s个地方"},
        },
    )

    result = merge.catalogue(merge.messages_in_code(), merge.translations()[0])

    assert [line.partition(":")[0] for line in merge.problems(result)] == [
        "asks for what is not given",
        "not translated",
    ]


def test_two_parts_that_disagree_are_told(merge, part):
    part("a", {"msgid": "Accepted", "msgstr": "通过"})
    part("b", {"msgid": "Accepted", "msgstr": "已验收"})

    _, clashes = merge.translations()

    assert clashes == ["'Accepted': 通过 or 已验收?"]


def test_check_fails_until_the_catalogue_is_written_and_complete(merge, write, part, monkeypatch):
    write(
        "tasks/words.py",
        dedent("""
        from django.utils.translation import gettext as _

        _("Accepted")
    """),
    )
    part("a", {"msgid": "Accepted", "msgstr": "已验收"})
    monkeypatch.setattr("sys.argv", ["merge.py", "--check"])
    before = merge.main()

    monkeypatch.setattr("sys.argv", ["merge.py"])
    merge.main()
    monkeypatch.setattr("sys.argv", ["merge.py", "--check"])
    after = merge.main()

    assert (before, after) == (1, 0)
    [compiled] = polib.mofile(str(merge.CATALOGUE.with_suffix(".mo")))
    assert compiled.msgstr == "已验收"


def test_old_translation_is_kept_when_its_part_is_gone(merge, write, part, monkeypatch):
    write("tasks/words.py", MODULE)
    part("a", {"msgid": "Open", "msgctxt": "of a stage", "msgstr": "进行中"})
    monkeypatch.setattr("sys.argv", ["merge.py"])
    merge.main()
    (merge.LOCALE / "parts" / "a.po").unlink()

    merge.main()

    texts = {e.msgid: merge._chinese(e) for e in polib.pofile(str(merge.CATALOGUE))}
    assert texts["Open"] == "进行中"
