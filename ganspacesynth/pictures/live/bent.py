"""Bent: what is done by hand to layers and colours of a live picture: words and amounts in, bends out, which come as gently as all else."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace

from ganspacesynth.core.bends.bend import MAX_BENDS
from ganspacesynth.core.bends.kinds import is_number
from ganspacesynth.core.errors import InvalidInput, brief
from ganspacesynth.networks.stylegan.layer_bends import AMOUNTS, STRAIGHT, LayerBend, Span
from ganspacesynth.networks.stylegan.picture_config import PictureConfig
from ganspacesynth.pictures.driving.colours import USUAL, Colours
from ganspacesynth.pictures.driving.moved import FIELDS
from ganspacesynth.pictures.driving.picture_modulation import BENT, COLOURED, bend_of

MOST_BENT = 32  # layers, and parts of them
MOST_OF_LAYER = MAX_BENDS // 2  # the other half is for signals
REACHED = 1e-3
Place = tuple[str, Span]


@dataclass(frozen=True)
class Bent:
    """What is done to a picture beside where it is.

    Attributes:
        bends: {(layer, channels): what is done to them}; only what changes something.
        colours: of what comes out.
    """

    bends: Mapping[Place, LayerBend] = field(default_factory=dict)
    colours: Colours = USUAL

    def with_bend(self, config: PictureConfig, layer: str, kind: str, amount: float | None = None) -> "Bent":
        """Return it with another amount of one kind of bend; one that changes nothing is taken out.

        Args:
            config: the network's.
            layer: a word for one, with channels or without, such as "early" or "b16.conv1[0-31]"; or "picture".
            kind: of bend, such as "zoom".
            amount: see `LayerBend`; None for the usual one.

        Raises:
            InvalidInput: no such layer, channels, bend or amount, or too many of them.
        """
        name, bend = bend_of(config, f"{kind}.{layer}", BENT[kind][2] if amount is None and kind in BENT else amount)  # type: ignore[arg-type]
        place, attribute = (name, bend.channels), BENT[kind][0]
        whole = self.bends.get(place, LayerBend(channels=bend.channels)).with_amount(attribute, getattr(bend, attribute))
        bends = {**self.bends, place: whole}
        if not whole.uses(AMOUNTS):
            del bends[place]
        if len(bends) > MOST_BENT or sum(other == name for other, _ in bends) > MOST_OF_LAYER:
            raise InvalidInput(
                f"Up to {MOST_BENT} layers, and parts of layers, are bent by hand, {MOST_OF_LAYER} of one. Received: one more. Straighten some.",
                rule="bend-count",
            )
        return replace(self, bends=bends)

    def with_colour(self, word: str, amount: float | None = None) -> "Bent":
        """Return it with other colours; raises InvalidInput for a word that is none, or an amount beyond its range."""
        if word not in COLOURED:
            raise InvalidInput(f"Colours are changed by {', '.join(COLOURED)}. Received: {brief(word)}.", rule="colour-word")
        _, usual, lowest, highest = COLOURED[word]
        amount = usual if amount is None else amount
        if not is_number(amount) or not lowest <= amount <= highest:
            raise InvalidInput(f"{word} is in {lowest:g}..{highest:g}. Received: {brief(amount)}. Usual is {usual:g}.", rule="colour-range")
        return replace(self, colours=replace(self.colours, **{FIELDS.get(word, word): float(amount)}))

    def straight(self) -> "Bent":
        """Return it without bends."""
        return replace(self, bends={})

    def layers(self) -> dict[str, tuple[LayerBend, ...]]:
        """Return {layer: its bends}, as networks take them."""
        found: dict[str, tuple[LayerBend, ...]] = {}
        for (layer, _), bend in self.bends.items():
            found[layer] = (*found.get(layer, ()), bend)
        return found

    def listed(self) -> list[tuple[str, str, float]]:
        """Return each bend as (layer, with its channels; kind; amount)."""
        rows = []
        for (layer, span), bend in self.bends.items():
            where = layer if span is None else f"{layer}[{span[0]}-{span[1]}]"
            rows += [(where, kind, float(getattr(bend, name))) for kind, (name, *_) in BENT.items() if bend.uses((name,))]
        return rows

    def listed_colours(self) -> list[tuple[str, float]]:
        """Return each word of colours that changes something, and its amount."""
        amounts = [(word, float(getattr(self.colours, FIELDS.get(word, word)))) for word in COLOURED]
        return [(word, amount) for word, amount in amounts if amount != getattr(USUAL, FIELDS.get(word, word))]

    def nearer(self, wanted: "Bent", share: float) -> "Bent":
        """Return it so much of the way to another, 0..1; what is as good as there is there."""
        if share >= 1.0 or self == wanted:
            return wanted
        bends = {}
        for place in dict.fromkeys([*wanted.bends, *self.bends]):
            straight = replace(STRAIGHT, channels=place[1])
            bend = _nearer(self.bends.get(place, straight), wanted.bends.get(place, straight), share)
            if bend.uses(AMOUNTS):
                bends[place] = bend
        colours = self.colours.toward(wanted.colours, share)
        names = [each.name for each in fields(Colours)]
        there = all(_is_there(getattr(colours, name), getattr(wanted.colours, name), getattr(USUAL, name)) for name in names)
        return Bent(bends, wanted.colours if there else colours)


UNBENT = Bent()


def _nearer(bend: LayerBend, wanted: LayerBend, share: float) -> LayerBend:
    amounts = {}
    for name in AMOUNTS:
        end = getattr(wanted, name)
        value = getattr(bend, name) + share * (end - getattr(bend, name))
        amounts[name] = end if _is_there(value, end, getattr(STRAIGHT, name)) else value
    return replace(wanted, **amounts)


def _is_there(value: float, end: float, usual: float) -> bool:
    return abs(value - end) <= REACHED * max(1.0, abs(end - usual))
