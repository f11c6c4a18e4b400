"""A score, a network and what is heard in, looks over time out."""

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from ganspacesynth.core.errors import InvalidInput
from ganspacesynth.directions.directions_files import load_directions
from ganspacesynth.networks.stylegan.layer_bends import LayerBend
from ganspacesynth.networks.stylegan.picture_config import UpscaledShape
from ganspacesynth.networks.stylegan.picture_model import PictureModel
from ganspacesynth.pictures.driving.colours import Colours
from ganspacesynth.pictures.driving.look import STILL, Look, Movement
from ganspacesynth.pictures.driving.moving_noise import NoiseAmounts
from ganspacesynth.pictures.driving.network_parts import layer_of, rows_of
from ganspacesynth.pictures.driving.picture_modulation import BENT, COLOURED, FACTORS, MOVED, NOISY, PictureModulation
from ganspacesynth.pictures.driving.picture_source import Heard, PictureSource
from ganspacesynth.pictures.driving.score import PictureScore
from ganspacesynth.pictures.editing import edited

FOLLOWED = Callable[[float], np.ndarray]  # seconds in, ws of the point of a sound out, float32 [1, num_ws, w_dim], not truncated
SPEED = "spin"  # what a signal moves by so much a second
FIELDS = {"rotate": "turn_deg", "hue": "hue_deg", "noise": "strength", "spin": "turns"}  # how an amount's own value calls a target


class ScoredPictures:
    """What a score makes of a sound, moment by moment.

    Args:
        model: the network.
        score: what pictures do.
        heard: makes signals of chains; each is asked for once.
        followed: where the sound is, for the source "sound".
        frame_s: seconds that a picture is seen; what a signal does within counts.

    Raises:
        InvalidInput: rows, layers or targets that the network has not; edits without axes; the source "sound" of a sound without a recipe.
        DirectionsError: axes of another network.
    """

    def __init__(self, model: PictureModel, score: PictureScore, heard: Heard, *, followed: FOLLOWED | None = None, frame_s: float = 1 / 30) -> None:
        self._model, self._score, self._followed, self._frame_s = model, score, followed, frame_s
        check_score(model, score, followed is not None)
        self._signals = {chain: heard(chain) for chain in score.chains}
        self._moments = {source: source.moments_s(self._signals.__getitem__) for source in score.sources}
        self._palettes = {source: self._palette(source) for source in score.sources}
        self._pulls = {row.number: self._ws((row.number,))[0] for row in score.modulations if row.target == "z"}
        self._axes = load_directions(score.axes) if score.axes and any(row.target == "edits" for row in score.modulations) else None
        if self._axes is not None:
            edited(model, model.center[None, None].repeat(model.config.num_ws, 1), self._axes, [0.0])  # of this network?

    def at(self, time_s: float) -> Look:
        """Return the look at a moment."""
        return self.looks(np.array([time_s]))[0]

    def looks(self, times_s: np.ndarray) -> list[Look]:
        """Return the looks of frames that begin at some moments."""
        times_s = np.asarray(times_s, np.float64)
        amounts = [(row, self._values(row, times_s)) for row in self._score.modulations]
        ws = self._moved(self._drawn(times_s), amounts)
        return [self._look(ws[place], [(row, float(values[place])) for row, values in amounts]) for place in range(len(times_s))]

    def _values(self, row: PictureModulation, times_s: np.ndarray) -> np.ndarray:
        signal = self._signals[row.chain]
        return row.passed(signal, times_s) if row.target == SPEED else row.values(signal, times_s, self._frame_s)

    def _drawn(self, times_s: np.ndarray) -> np.ndarray:
        """Return ws as sources have them, float32 [moments, num_ws, w_dim], not truncated."""
        config = self._model.config
        ws = np.empty((len(times_s), config.num_ws, config.w_dim), np.float32)
        ws[:] = self._model.center
        for source in self._score.sources:
            first, last = rows_of(source.rows, config)
            if source.kind == "sound":
                if self._followed is not None:
                    ws[:, first : last + 1] = np.concatenate([self._followed(float(time)) for time in times_s])[:, first : last + 1]
                continue
            palette = self._palettes[source]
            shares = source.shares(len(palette), self._signals.__getitem__, times_s, self._moments[source])
            ws[:, first : last + 1] = _lengthened(shares, palette, self._model.center)[:, None]
        return ws

    def _moved(self, ws: np.ndarray, amounts: Sequence[tuple[PictureModulation, np.ndarray]]) -> np.ndarray:
        """Move ws by z and edits, and truncate them."""
        model, center = self._model, self._model.center
        psi = np.full(ws.shape[:2], self._score.psi, np.float32)
        psi[:, ws.shape[1] if self._score.cutoff is None else self._score.cutoff :] = 1.0
        for row, values in amounts:
            first, last = rows_of(row.rows, model.config)
            part = slice(first, last + 1)
            if row.target == "z":
                ws[:, part] += values[:, None, None].astype(np.float32) * (self._pulls[row.number] - ws[:, part])
            elif row.target == "psi":
                psi[:, part] *= values[:, None].astype(np.float32)
        ws = center + psi[:, :, None] * (ws - center)
        for row, values in amounts:
            if row.target == "edits" and self._axes is not None:
                edits = np.zeros((len(ws), row.number + 1), np.float32)
                edits[:, row.number] = values
                ws = edited(model, ws, self._axes, edits, rows_of(row.rows, model.config))
        return ws

    def _look(self, ws: np.ndarray, amounts: Sequence[tuple[PictureModulation, float]]) -> Look:
        bends: dict[str, tuple[LayerBend, ...]] = {}
        plain: dict[str, float] = {}
        for row, value in amounts:
            if row.bends:
                layer, span = layer_of(row.detail, self._model.config)
                bends[layer] = (*bends.get(layer, ()), LayerBend(channels=span).with_amount(BENT[row.target][0], value))
            else:
                before = plain.get(row.target)
                plain[row.target] = value if before is None else before * value if row.target in FACTORS else before + value
        noise = NoiseAmounts(**_named(plain, NOISY)) if any(name in plain for name in NOISY) else None
        movement = Movement(**_named(plain, MOVED)) if any(name in plain for name in MOVED) else STILL
        return Look(ws, bends, noise, movement, Colours(**_named(plain, COLOURED)))

    def _palette(self, source: PictureSource) -> np.ndarray:
        return self._ws(source.palette or self._score.seeds) if source.kind != "sound" else np.zeros((1, self._model.config.w_dim), np.float32)

    def _ws(self, seeds: Sequence[int]) -> np.ndarray:
        """Return w of seeds, float32 [seeds, w_dim]."""
        return self._model.map(np.concatenate([self._model.sample_z(1, seed=seed) for seed in seeds]))[:, 0]


def _named(amounts: dict[str, float], targets: Iterable[str]) -> dict[str, float]:
    return {FIELDS.get(name, name): amounts[name] for name in targets if name in amounts}


def _lengthened(shares: np.ndarray, palette: np.ndarray, center: np.ndarray) -> np.ndarray:
    """Return mixtures of a palette as far from the center as what they are mixed of: a plain mean of many would be the mean of all.

    Args:
        shares: [moments, count].
        palette: [count, w_dim].
        center: [w_dim].
    """
    apart = palette - center
    mixed = shares.astype(np.float32) @ apart
    wanted = np.abs(shares) @ np.linalg.norm(apart, axis=1)
    length = np.linalg.norm(mixed, axis=1)
    return center + mixed * np.where(length > 1e-3 * wanted, wanted / np.maximum(length, 1e-9), 1.0)[:, None].astype(np.float32)


def check_score(model: PictureModel, score: PictureScore, followable: bool = True) -> None:
    """Raise InvalidInput for a score that a network cannot do; see `ScoredPictures`."""
    upscaled = isinstance(model.config.synthesis, UpscaledShape)
    for source in score.sources:
        rows_of(source.rows, model.config)
        if source.kind == "sound" and not followable:
            raise InvalidInput(
                "Pictures follow a sound that says where it is in its network's space. Received: one without a recipe. "
                "Make it with generate, hallucinate, midi or react, as a .wav, or take another preset.",
                rule="pictures-need-recipe",
            )
    for row in score.modulations:
        rows_of(row.rows, model.config)
        if row.bends:
            layer_of(row.detail, model.config)
        elif row.target in NOISY and not upscaled:
            raise InvalidInput(f"Only StyleGAN 2 has noise. Received: {row.target} for a StyleGAN 3. Leave it out.", rule="stylegan2-only")
        elif row.target in MOVED and upscaled:
            raise InvalidInput(
                f"Only StyleGAN 3 moves its picture as a whole. Received: {row.target} for a StyleGAN 2. Bend a layer: {row.target}.picture.",
                rule="stylegan3-only",
            )
        elif row.target == "edits" and score.axes is None:
            raise InvalidInput("Edits go along directions. Received: edits without. Find some with `picture axes`.", rule="needs-directions")
    if score.cutoff is not None and score.cutoff > model.config.num_ws:
        raise InvalidInput(f"cutoff is a whole number in 0..{model.config.num_ws}. Received: cutoff={score.cutoff}.", rule="cutoff-range")
