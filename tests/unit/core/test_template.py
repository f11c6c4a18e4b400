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


def test_all_pages_have_one_frame(template):
    blocks = {"allowed": "img-src data:", "style": "\nh1 { margin: 0; }\n", "body": "\n<h1>{{ title }}</h1>\n"}
    text = '{% extends "base_page.html" %}\n' + "".join(f"{{% block {name} %}}{text}{{% endblock %}}\n" for name, text in blocks.items())
    template.write_text(text, encoding="utf-8")
    page = render(template, title="<é>", generator="this")
    assert page.startswith('<!doctype html>\n<html lang="en">\n<head>\n') and page.endswith("<body>\n<h1>&lt;é&gt;</h1>\n</body>\n</html>")
    assert "default-src 'none'; style-src 'unsafe-inline'; img-src data:\"" in page and "<title>&lt;é&gt;</title>" in page
    assert "\n<style>\n:root {" in page and "}\nh1 { margin: 0; }\n</style>\n" in page
    packed = (HERE.parents[1] / "pyproject.toml").read_text(encoding="utf-8")
    assert "core/page.css" in packed and "core/base_page.html" in packed


def test_all_pages_are_made_in_it():
    pages = [path for path in HERE.parent.rglob("*.html") if "studio" not in path.parts and path.name != "base_page.html"]
    assert len(pages) > 5 and all(path.read_text(encoding="utf-8").startswith('{% extends "base_page.html" %}\n') for path in pages)
