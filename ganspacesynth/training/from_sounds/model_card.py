"""The card of a trained model: what it is, what it was trained on, how long it took and how near it comes to its sounds."""

from collections.abc import Mapping, Sequence
from typing import Any

from ganspacesynth.data.schema import parse_name
from ganspacesynth.networks.gansynth.model_config import ModelConfig, describe_pitches

OVERLAP = 2  # cuts that begin in each one's length, see own_task.py

KINDS = {
    "recordings": "cuts of recordings, each begun at an attack; each is a code of its own in z",
    "sounds": "short sounds; each is a code of its own in z",
    "notes": "notes of timbres at pitches; each timbre is a way to go in z",
}


def card(name: str, config: ModelConfig, about: Mapping[str, Any], *, picture: str | None, noticed: Sequence[tuple[str, str, str]] = ()) -> str:
    """Return the card, Markdown.

    Args:
        name: of the model.
        config: its shape.
        about: what model.json says, as `train --from` writes it.
        picture: file of the audition's picture beside it, or None.
        noticed: what a listener notices: (what, of the model, of its samples).
    """
    codes = about["method"] != "notes"
    rows = {
        "sounds": f"{config.audio_length / config.sample_rate:g} s at {config.sample_rate} Hz, MIDI pitches {describe_pitches(config.pitches)}",
        "made of": f"{about['notes']} of {about['samples']} samples, {KINDS[about['method']]}",
        "from": f"{about['files']} files, {about['data_seconds'] / 60:.1f} minutes",
        "random z": "near one code, or between two" if codes else "N(0, I): a morph of one to three timbres",
        "network": f"{config.frames} frames x {config.bins} bins, filters {' '.join(map(str, config.filters))}, z of {config.latent_size}",
        "begun from": about.get("init") or "nothing",
        "training": f"{about['images']} images in {about['seconds'] / 60:.1f} minutes, seed {about['seed']}",
        "licence": about["licence"],
    }
    lines = [f"# {about['title']}", "", "| | |", "| --- | --- |", *(f"| {key} | {_cell(value)} |" for key, value in rows.items()), ""]
    lines += _figures(about)
    if noticed:
        rule = ["## What a listener notices", "", "| | random sounds | the sounds it learned from |", "| --- | --- | --- |"]
        lines += [*rule, *(f"| {what} | {own} | {real} |" for what, own, real in noticed), ""]
    lines += _taught(about, config.audio_length / config.sample_rate)
    if picture:
        lines += ["## Some of its sounds", "", f"![Spectrograms of random sounds, time to the right, frequency upwards]({picture})", ""]
    lines += ["## To play it", "", "```sh", f'ganspacesynth hallucinate --model "{name}"', "```", ""]
    return "\n".join(lines)


def _figures(about: Mapping[str, Any]) -> list[str]:
    lines = ["## How well it knows them", "", "| | |", "| --- | --- |"]
    if "near_db" in about:
        lines.append(f"| its picture of a sound differs from that sound by | {about['near_db']:.1f} dB |")
        lines.append(f"| one sound differs from another by | {about['far_db']:.1f} dB |")
    heard = about.get("figures", {})
    if "diversity" in heard:
        lines.append(f"| random sounds differ among themselves (0: all alike; trained models have 0.05 and more) | {heard['diversity']:.3f} |")
    if about["method"] == "notes" and "in_tune" in heard:
        lines.append(f"| random sounds within 50 cents of the pitch asked for | {heard['in_tune']:.0%} |")
    return [
        *lines,
        "",
        "Differences are of log magnitudes, averaged over the whole picture; half of the distance between sounds is a rough likeness.",
        "",
    ]


def _taught(about: Mapping[str, Any], seconds: float) -> list[str]:
    """Say which sounds were learned: of recordings, which cuts, and where they are."""
    names = about.get("taught")
    if not names:
        return []
    if about["method"] != "recordings":
        return ["## The sounds it learned", "", ", ".join(map(_cell, names)), ""]
    cuts: dict[str, list[int]] = {}
    for name in names:
        recording, index, _ = parse_name(name)
        cuts.setdefault(recording, []).append(int(index))
    hop = seconds / OVERLAP
    rows = [f"| {_cell(recording)} | {', '.join(f'{_at(index * hop)} ({index})' for index in sorted(found))} |" for recording, found in cuts.items()]
    said = f"Each begins at the strongest attack of the {hop:g} s from that time on; the number in brackets is that of its sample."
    return ["## The cuts it learned", "", "| recording | minutes and seconds |", "| --- | --- |", *rows, "", said, ""]


def _at(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")
