"""PictureScore: what pictures do with a sound: sources of rows of ws, rows of modulations, palette, psi; as somebody wrote it, and as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from ganspacesynth.audio.chains.chain import nearest
from ganspacesynth.core.bends.kinds import is_number
from ganspacesynth.core.errors import InvalidInput, SequenceError, brief
from ganspacesynth.networks.prior import MAX_SEED
from ganspacesynth.networks.stylegan.noise import KINDS as NOISES
from ganspacesynth.pictures.driving.picture_modulation import PictureModulation, read_picture_rows, same_aim
from ganspacesynth.pictures.driving.picture_source import PictureSource
from ganspacesynth.pictures.palettes import Seeds, check_seeds, read_palette_word

MOST_SOURCES, MOST_PSI, USUAL_PSI = 16, 100.0, 0.7
USUAL_SEEDS = 12  # of a palette that nobody chose
SAID = ("preset", "sources", "modulations", "palette", "psi", "cutoff", "seed", "noise", "axes")
NONE = "none"
REACTIVE = "reactive"


@dataclass(frozen=True)
class PictureScore:
    """What pictures do.

    Attributes:
        sources: of rows of ws; later ones take rows from earlier ones.
        modulations: rows of the matrix.
        palette: seeds that sources without their own choose from; None: `seed` and those behind it.
        psi, cutoff: of truncation.
        seed: of the palette that nobody chose, and of noise that moves.
        noise: of StyleGAN 2, where no row moves it: const, none, or a seed.
        axes: a file of directions of w, along which edits go.
    """

    sources: tuple[PictureSource, ...] = (PictureSource("all", "walk"),)
    modulations: tuple[PictureModulation, ...] = ()
    palette: Seeds = None
    psi: float = USUAL_PSI
    cutoff: int | None = None
    seed: int = 0
    noise: str | int = "const"
    axes: str | None = None

    def __post_init__(self) -> None:
        if not 1 <= len(self.sources) <= MOST_SOURCES:
            raise SequenceError(f"A score has 1 to {MOST_SOURCES} sources. Received: {len(self.sources)}. Write one: all walk.", rule="source-count")
        if not is_number(self.psi, largest=MOST_PSI):
            raise InvalidInput(f"psi is a finite number. Received: psi={brief(self.psi)}.", rule="psi-range")
        if type(self.seed) is not int or not 0 <= self.seed <= MAX_SEED:
            raise InvalidInput(f"A seed is a whole number in 0..{MAX_SEED}. Received: seed={brief(self.seed)}.", rule="seed-range")
        if self.cutoff is not None and (type(self.cutoff) is not int or self.cutoff < 0):
            raise InvalidInput(f"cutoff is a number of rows. Received: cutoff={brief(self.cutoff)}.", rule="cutoff-range")
        if not (self.noise in NOISES or (type(self.noise) is int and self.noise >= 0)):
            raise InvalidInput(f"noise is one of {', '.join(NOISES)}, or a seed. Received: noise={brief(self.noise)}.", rule="known-noise")

    @property
    def seeds(self) -> tuple[int, ...]:
        """The palette."""
        return self.palette or tuple((self.seed + number) % (MAX_SEED + 1) for number in range(USUAL_SEEDS))

    @property
    def chains(self) -> tuple[str, ...]:
        """All chains that are heard."""
        heard = [chain for source in self.sources for chain in source.chains] + [row.chain for row in self.modulations]
        return tuple(dict.fromkeys(heard))

    @property
    def follows_sound(self) -> bool:
        """Whether it follows the point of a sound in its own network."""
        return any(source.kind == "sound" for source in self.sources)

    def to_json(self) -> dict[str, Any]:
        """Return a plain dict; `PictureScore.read` reads it."""
        said: dict[str, Any] = {"sources": [str(source) for source in self.sources], "modulations": [str(row) for row in self.modulations]}
        usual = PictureScore()
        for name in ("palette", "psi", "cutoff", "seed", "noise", "axes"):
            value = getattr(self, name)
            said |= {name: list(value) if isinstance(value, tuple) else value} if value != getattr(usual, name) else {}
        return said

    @classmethod
    def read(cls, value: Any, before: "PictureScore | None" = None, *, moving_noise: bool = True) -> "PictureScore":
        """Read a table of words.

        Args:
            value: {word: what it says}: preset, sources, modulations, palette, psi, cutoff, seed, noise, axes.
            before: what holds where it says nothing; None for the usual preset.
            moving_noise: whether the network has noise that could move.

        Raises:
            SequenceError, InvalidInput: unknown words, or something that is wrong with one.
        """
        if not isinstance(value, Mapping):
            raise SequenceError(f"What pictures do is a table. Received: {brief(value)}. Write preset = {REACTIVE}.", rule="score-words")
        odd = next((word for word in value if word not in SAID), None)
        if odd is not None:
            raise SequenceError(f"Pictures say {', '.join(SAID)}. Received: {brief(odd)}. {nearest(str(odd), SAID)}", rule="score-words")
        given = dict(value)
        named = given.pop("preset", None if before is not None else REACTIVE)
        score = before or cls()
        if named is not None:
            score = replace(score, **preset_of(named, moving_noise=moving_noise))
        sources, rows, palette = given.pop("sources", None), given.pop("modulations", None), given.pop("palette", None)
        if sources is not None:
            given["sources"] = tuple(PictureSource.read(each) for each in _listed("sources", sources))
        if rows is not None:
            given["modulations"] = _merged(score.modulations, read_picture_rows(_listed("modulations", rows)))
        if palette is not None:
            given["palette"] = read_palette_word(palette) if isinstance(palette, str) else check_seeds(palette)
        if "axes" in given and not (isinstance(given["axes"], str) and given["axes"]):
            raise InvalidInput(f"axes is the name of a file. Received: {brief(given['axes'])}.", rule="score-words")
        return replace(score, **given)


def _listed(name: str, value: Any) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise SequenceError(f"{name} is a list. Received: {brief(value)}. Write it in square brackets.", rule="score-words")
    return list(value)


def _merged(given: Sequence[PictureModulation], own: Sequence[PictureModulation]) -> tuple[PictureModulation, ...]:
    """Return rows of a preset and one's own, which take the place of those that move the same."""
    aims = {same_aim(row) for row in own}
    return (*(row for row in given if same_aim(row) not in aims), *own)


KICK, SNAP = "drums.onsets(low) | peaks | decay 0.3", "drums.onsets(high) | peaks | decay 0.15"
TURNING = "rms | smooth 0.1 -> spin:0.05:0.5"
PRESETS: dict[str, tuple[str, tuple[str, ...], tuple[str, ...]]] = {  # what it does, its sources, its rows
    REACTIVE: (
        "chroma says what is where, sections what it looks like, treble hits the colours; kicks make it swell and shine",
        ("coarse chroma over=0.5", "middle sections", "fine hits over=0.4 signal=drums.onsets(high) | peaks"),
        (f"{KICK} -> zoom.early:1:1.25", f"{KICK} -> brightness:0:0.2", f"{KICK} -> sharpness:0.2:1", TURNING),
    ),
    "pulse": (
        "a slow walk that every kick makes larger and brighter, and treble hits turn",
        ("all walk over=8",),
        (f"{KICK} -> zoom.picture:1:1.15", f"{KICK} -> brightness:0:0.25", f"{SNAP} -> swirl.middle:0:40", f"{SNAP} -> saturation:1:1.6"),
    ),
    "morph": (
        "time runs with the kick: pictures go on where there are low onsets, and wait where there are none",
        ("all along",),
        (f"{SNAP} -> contrast:1:1.3", TURNING),
    ),
    "flow": (
        "calm: shapes walk slowly, chroma colours them, and loud music is less usual",
        ("coarse walk over=12", "middle walk over=8", "fine chroma over=1"),
        ("rms | smooth 0.6 | normalise -> psi:0.7:1.2", "walk 12 -> ripple.middle:-0.04:0.04", TURNING),
    ),
    "sound": ("the place of a sound in its own network's space is the place of the picture", ("all sound",), ()),
    NONE: ("nothing but your own sources and rows", ("all walk",), ()),
}
NOISY_TARGETS = ("noise", "spin", "sharpness")


def preset_of(name: Any, *, moving_noise: bool = True) -> dict[str, Any]:
    """Return sources and modulations of a preset; raises InvalidInput for what is none."""
    if not isinstance(name, str) or name not in PRESETS:
        raise InvalidInput(f"A preset of pictures is one of {', '.join(PRESETS)}. Received: {brief(name)}.", rule="known-preset")
    _, sources, rows = PRESETS[name]
    read = read_picture_rows(rows)
    kept = tuple(row for row in read if moving_noise or row.target not in NOISY_TARGETS)
    return {"sources": tuple(map(PictureSource.read, sources)), "modulations": kept}
