"""What each figure of the listener's is called, and what it tells a musician."""

from collections.abc import Mapping

from ganspacesynth.evaluation.metric_text import DECIBELS, SHARE, MetricText

LISTENER: Mapping[str, MetricText] = {
    "wobble": MetricText(
        "Wobble of the partials",
        DECIBELS,
        "real",
        "How much the partials of a held sound swell and shrink, typically. 5 dB is the beating of an organ or of many strings at once.",
    ),
    "movement": MetricText(
        "Movement of the pitch",
        "cents",
        "real",
        "How far the pitch of a held sound goes to either side, typically. A violin's vibrato has 10 and more, a piano 2.",
    ),
    "rise": MetricText(
        "Rise of the attack",
        "ms",
        "real",
        "How long a typical sound takes from a tenth of its level to nine tenths: struck ones under 40, bowed ones hundreds.",
    ),
    "flux": MetricText(
        "Attack's flux",
        DECIBELS,
        "real",
        "How much of the spectrum is there at once when a typical sound begins.",
    ),
    "flux_covered": MetricText(
        "Attacks covered",
        SHARE,
        "higher",
        "How much of the range of real notes' attacks (10th to 90th percentile of the flux) the sounds have.",
    ),
    "decay": MetricText(
        "Decay",
        "dB/s",
        "real",
        "How fast a typical sound dies away while it is held: 0 is an organ, a piano has 10, a guitar more.",
    ),
    "decay_covered": MetricText(
        "Decays covered",
        SHARE,
        "higher",
        "How much of the range of real notes' decays the sounds have.",
    ),
    "struck": MetricText(
        "Struck or plucked",
        SHARE,
        "real",
        "Sounds that are there within 40 ms and then die away by 6 dB a second at least.",
    ),
    "movement_covered": MetricText(
        "Movements covered",
        SHARE,
        "higher",
        "How much of the range of real notes' movements of pitch the sounds have.",
    ),
    "length": MetricText(
        "Length",
        "s",
        "real",
        "How long a typical sound is heard: until it is 40 dB under its loudest.",
    ),
    "length_spread": MetricText(
        "Spread of lengths",
        "s",
        "real",
        "From the 10th to the 90th percentile of lengths. Near 0, all sounds end at one moment.",
    ),
    "brightness": MetricText(
        "Brightness",
        "Hz",
        "real",
        "Where the spectrum of a typical sound has its centre of gravity.",
    ),
    "treble": MetricText(
        "Above 5.5 kHz",
        DECIBELS,
        "real",
        "How much of a typical sound lies above 5.5 kHz, beside all of it, once its first 60 ms are over. Much less than in real sounds is dull.",
    ),
    "consistency": MetricText(
        "Unlike what was drawn",
        DECIBELS,
        "lower",
        "How far a typical sound's spectrogram is from the one that was drawn: 0 loses all of it. Real sounds: drawn, and made into sound again.",
    ),
    "thump": MetricText(
        "Thump at the start",
        SHARE,
        "real",
        "Sounds whose first 60 ms stand out by more than 3 dB over the dip behind them, as a bump of their own.",
    ),
    "loudness_spread": MetricText(
        "Spread of loudness",
        DECIBELS,
        "real",
        "From the 10th to the 90th percentile of levels.",
    ),
}
