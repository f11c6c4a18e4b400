"""What each figure of an evaluation is called, and what it tells a musician."""

from collections.abc import Mapping

from ganspacesynth.evaluation.listening.listener_table import LISTENER
from ganspacesynth.evaluation.metric_text import DECIBELS, PLAIN, SHARE, MetricText

FIGURES: Mapping[str, MetricText] = {
    "in_tune": MetricText(
        "In tune",
        SHARE,
        "higher",
        "Sounds that have the pitch asked for within 50 cents, by the period of the wave (YIN).",
    ),
    "octave_off": MetricText(
        "An octave off",
        SHARE,
        "lower",
        "Sounds that miss it by whole octaves: mostly right notes in another register.",
    ),
    "pitch_named": MetricText(
        "Pitch recognised",
        SHARE,
        "higher",
        "Sounds whose pitch the classifier, a trained listener, names right without being told.",
    ),
    "pitch_entropy": MetricText(
        "Doubt about the pitch",
        PLAIN,
        "lower",
        "How undecided that listener is (nats): 0 is certain, 1 wavers between three notes.",
    ),
    "pitches_heard": MetricText(
        "Different pitches",
        PLAIN,
        "real",
        "How many notes are really heard, counted as if all were equally frequent. Near 1, it plays one note only.",
    ),
    "coherence": MetricText(
        "Steady phases",
        PLAIN,
        "real",
        "How evenly the partials turn: 1 is a held tone, 0.1 noise. Less than in real sounds is heard as roughness.",
    ),
    "diversity": MetricText(
        "Variety at one pitch",
        DECIBELS,
        "real",
        "How far away the most similar other sound of the same pitch is. Near 0, every random z sounds the same.",
    ),
    "inception_pitch": MetricText(
        "Pitches told apart",
        PLAIN,
        "higher",
        "Inception score of pitches: about how many notes are played clearly.",
    ),
    "inception_family": MetricText(
        "Families told apart",
        PLAIN,
        "real",
        "Inception score of families: about how many kinds of instrument are played clearly.",
    ),
    "frechet": MetricText(
        "Distance from real sounds",
        PLAIN,
        "lower",
        "Frechet distance: whether the sounds are, on the average and in their spread, as real ones.",
    ),
    "kernel": MetricText(
        "Distance, unbiased",
        PLAIN,
        "lower",
        "Kernel distance (KID): 0 when both sets could be of one kind.",
    ),
    "different_kinds": MetricText(
        "Kinds too rare or too many",
        SHARE,
        "lower",
        "Of the kinds that real sounds fall into, those with a wrong share (NDB). 5 % is chance.",
    ),
    "nearest_real": MetricText(
        "Nearest training sound",
        DECIBELS,
        "real",
        "How far away the most similar training sound is. Much nearer than real sounds are, it copies.",
    ),
    **LISTENER,
}
