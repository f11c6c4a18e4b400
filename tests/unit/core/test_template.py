"""Pages from templates: what a stranger wrote stays text, and nothing that a template wants may be missing."""

import pytest

from ganspacesynth.core.template import HERE, render


@pytest.fixture
def template(tmp_path):
    path = tmp_path / "Seite é.html"
    path.write_text('<p title="{{ said }}">{{ said }}</p>\n{% for x in rows %}\n<b>{{ x }}</b>\n{% endfor %}\n', encoding="utf-8")
    return path


def test_texts_are_escaped(template):
    page = render(template, said='<b>"é" & {{ rows }}', rows=[])
    assert page == '<p title="&lt;b&gt;&#34;é&#34; &amp; {{ rows }}">&lt;b&gt;&#34;é&#34; &amp; {{ rows }}</p>\n'


def test_lines_that_only_decide_leave_none_behind(template):
    assert render(template, said="a", rows=[1, 2]) == '<p title="a">a</p>\n<b>1</b>\n<b>2</b>\n'


def test_what_is_missing_is_no_empty_text(template):
    import jinja2

    with pytest.raises(jinja2.UndefinedError, match="'rows' is undefined"):
        render(template, said="a")


def test_all_pages_may_look_alike(template):
    template.write_text('<style>\n{% include "page.css" +%}\nh1 { margin: 0; }\n</style>\n', encoding="utf-8")
    page = render(template)
    assert page.startswith("<style>\n:root {") and "var(--paper)" in page and page.rstrip().endswith("}\nh1 { margin: 0; }\n</style>")
    assert "core/page.css" in (HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
