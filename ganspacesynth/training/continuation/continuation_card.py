"""The card of a continuation model: what it learnt from and how well it plays on, as a page beside it."""

from collections.abc import Sequence

from ganspacesynth.bank.bank import Bank
from ganspacesynth.networks.continuation.continuation import Continuation

ROWS = (("nats", "nats a unit"), ("median_rank", "median rank"), ("first", "likeliest is right"), ("first_ten", "among the ten likeliest"))


def write_card(model: Continuation, banks: Sequence[Bank]) -> str:
    """Return the page, Markdown."""
    c, about = model.config, model.about
    parameters = sum(value.size for value in model.weights.values())
    lines = [
        "# A continuation model",
        "",
        f"A causal transformer of {c.layers} layers, {parameters} numbers, that looks back at {c.reach} units a layer; head {c.head}"
        + (", so it plays any bank." if c.head == "features" else f" of bank {c.bank} alone."),
        "",
        f"Learnt in {about['steps']} steps from:",
        "",
        *(f"- bank {bank.id}: {len(bank)} units, {bank.duration_s:.0f} s, from {_sources(bank)}" for bank in banks),
        "",
        *_figures(model),
    ]
    return "\n".join(lines)


def _sources(bank: Bank) -> str:
    licences = sorted({source.licence for source in bank.sources if source.licence})
    named = ", ".join(source.name for source in bank.sources[:3]) + (" …" if len(bank.sources) > 3 else "")
    return f"{len(bank.sources)} sources ({named}); licence: {'; '.join(licences) or 'not stated'}"


def _figures(model: Continuation) -> list[str]:
    figures, told = model.about["figures"], model.about["guesses"]
    if not figures:
        return ["Nothing was held out, so nobody knows how well it plays what it has not learnt.", ""]
    columns = {"model": figures, **told}
    head = f"| on {figures['units']} units of sequences that it has not learnt | {' | '.join(columns)} |"
    rows = [f"| {said} | {' | '.join(_number(name, each[name]) for each in columns.values())} |" for name, said in ROWS]
    return [
        "Among all units of the banks; `unigram` guesses what is common, `repeat` what sounds like the last unit:",
        "",
        head,
        f"| --- |{' --- |' * len(columns)}",
        *rows,
        "",
    ]


def _number(name: str, value: float) -> str:
    return f"{100 * value:.0f} %" if name.startswith("first") else f"{value:.2f}" if name == "nats" else f"{value:.0f}"
