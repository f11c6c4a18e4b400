"""HTML templates (Jinja2), every value escaped."""

from pathlib import Path

HERE = Path(__file__).parent


def render(template: Path, **values: object) -> str:
    """Return a template of Jinja2 with its values filled in.

    Args:
        template: an HTML file beside the module that fills it; it may use files beside it, and extend `base_page.html`, the
            frame of all pages with their common style: its blocks are `allowed` (what its Content-Security-Policy allows), `style` and `body`.
        values: by their names in the template. Texts are escaped; a name that the template wants and that is not given is an error.
    """
    import jinja2

    places = jinja2.FileSystemLoader([template.parent, HERE], encoding="utf-8")
    environment = jinja2.Environment(loader=places, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.get_template(template.name).render(values)
