"""The card of a picture network that was trained here: Markdown out."""

from ganspacesynth.networks.stylegan.stored_picture import StoredPicture

ROWS = {
    "kernel": ("distance from held-out pictures (KID of scattering features)", "{:.4f}"),
    "floor": ("the same of the learned pictures themselves", "{:.4f}"),
    "met": ("kinds of pictures that are met", "{:.0f}"),
    "kinds": ("of so many", "{:.0f}"),
    "variety": ("how much pictures differ, beside real ones", "{:.2f}"),
    "apart": ("how far they are from the nearest learned picture, beside held-out ones", "{:.2f}"),
}


def write_card(model: StoredPicture) -> str:
    """Return README.md of a model."""
    config, about = model.config, model.about
    lines = [
        f"# {about.get('title', 'A picture network')}",
        "",
        f"StyleGAN 2, {config.width} x {config.height} pixels, z of {config.z_dim} numbers; id {model.id}.",
        "",
        f"- learned from {about.get('pictures')} pictures ({about.get('data')}), {about.get('held_out')} more were held out for the figures",
        f"- trained with {about.get('images')} images in {about.get('seconds')} s",
        f"- begun {'with ' + str(about['init']) if about.get('init') else 'with new weights'}",
        f"- licence: {about.get('licence')}",
        "",
    ]
    figures = about.get("figures") or {}
    if not figures:
        return "\n".join([*lines, "Too few pictures were held out, so nobody has measured how good its pictures are.", ""])
    lines += [f"| of {figures['made']} pictures | |", "| --- | --- |"]
    lines += [f"| {said} | {form.format(figures[name])} |" for name, (said, form) in ROWS.items() if name in figures]
    return "\n".join([*lines, ""])
