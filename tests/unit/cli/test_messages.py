"""The catalogue follows what is said: collected from templates and code, kept when known, and judged."""

from __future__ import annotations

import pytest

from samordna.edge.cli import messages


@pytest.fixture
def source(tmp_path):
    """A small source tree that says things in Swedish."""
    (tmp_path / "x" / "templates" / "x").mkdir(parents=True)
    (tmp_path / "x" / "views.py").write_text(
        "_('Behov')\n_('%(n)s parter') % {'n': 1}\n"
        "ngettext('%(n)d dag', '%(n)d dagar', n)\npgettext('knapp', 'Spara')\n"
    )
    (tmp_path / "x" / "templates" / "x" / "page.html").write_text(
        '{% load i18n %}{% translate "Behov" %}'
        "{% blocktranslate trimmed with a=b %}\n  Hej\n  {{ a }}\n{% endblocktranslate %}"
        '<c-x title="{% translate "Förslag" %}" />{{ _("Insats") }}'
    )
    return tmp_path


def said(catalogue):
    """The messages, without the header."""
    return {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue if message.id}


def test_what_is_said_is_found(source):
    expected = {"Behov", "%(n)s parter", "%(n)d dag", "Spara", "Hej %(a)s", "Förslag", "Insats"}
    assert said(messages.collect(source)) == expected


def test_translations_are_kept_and_the_unsaid_goes(source, tmp_path):
    file = tmp_path / "locale" / "django.po"
    file.parent.mkdir()
    file.write_text('msgid ""\nmsgstr ""\n\nmsgid "Behov"\nmsgstr "Need"\n\nmsgid "Gammalt"\nmsgstr "Old"\n')
    collected = messages.collect(source)
    messages.write(file, messages.merged(collected, messages.read(file)))
    written = messages.read(file)
    assert written.get("Behov").string == "Need"
    assert said(written) == said(collected)
    first = file.read_text()
    messages.write(file, messages.merged(collected, messages.read(file)))
    assert file.read_text() == first


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "%(n)s parter"\nmsgstr "%(n)s parties"', None),
        ('msgid "%(n)s parter"\nmsgstr ""', "not translated"),
        ('#, fuzzy\nmsgid "%(n)s parter"\nmsgstr "%(n)s parties"', "doubtful"),
        ('msgid "%(n)s parter"\nmsgstr "%(number)s parties"', "placeholders differ"),
        ('msgid "Behov"\nmsgstr "Need"', "not in the catalogue"),
        ('msgid "%(n)s parter"\nmsgstr "%(n)s parties"\n\nmsgid "X"\nmsgstr "Y"', "nobody says it any longer"),
    ],
)
def test_faults_are_found(tmp_path, entry, fault):
    (tmp_path / "views.py").write_text("_('%(n)s parter')\n")
    file = tmp_path / "django.po"
    file.write_text(f'msgid ""\nmsgstr ""\n\n{entry}\n')
    found = messages.faults(messages.collect(tmp_path), messages.read(file))
    assert [line.split(":")[0] for line in found][:1] == ([fault] if fault else [])
