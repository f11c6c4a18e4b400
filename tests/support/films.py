"""Films looked at and listened to: when something flashes, and when something clicks."""

import av
import numpy as np

CLICK_S = 0.002


def clicks(rate, times_s, duration_s, channels=1):
    """Return silence with clicks, float32 [samples, channels]."""
    wave = np.zeros((round(rate * duration_s), channels), np.float32)
    for time in times_s:
        wave[round(time * rate) : round((time + CLICK_S) * rate)] = 0.9
    return wave


def frames(path):
    """Yield (moment in seconds, uint8 [height, width, 3]) of each frame of a film."""
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            yield float(frame.pts * frame.time_base), frame.to_ndarray(format="rgb24")


def heard(path):
    """Return the sound of a film as its player hears it: (seconds at which it begins, samples [n] of the first channel, Hz)."""
    begins, parts = None, []
    with av.open(str(path)) as container:
        for frame in container.decode(audio=0):
            begins = float(frame.pts * frame.time_base) if begins is None else begins
            samples = frame.to_ndarray()
            parts.append(samples[0] if frame.format.is_planar else samples.reshape(-1, len(frame.layout.channels))[:, 0])
            rate = frame.sample_rate
    return begins, np.concatenate(parts), rate


def clicks_heard_s(path):
    """Return when clicks begin."""
    begins, samples, rate = heard(path)
    loud = np.flatnonzero(np.abs(samples) > 0.4) / rate
    return begins + loud[np.diff(loud, prepend=-1.0) > 0.1]


def flashes_s(path, box):
    """Return the first moment of each flash: of frames that are much brighter within (top, bottom, left, right) than the one before."""
    top, bottom, left, right = box
    moments, light = zip(*((moment, float(picture[top:bottom, left:right].mean())) for moment, picture in frames(path)), strict=True)
    rises = np.diff(light, prepend=light[0])
    return np.array(moments)[rises > 0.6 * rises.max()]
