// Plays a voice's samples as they come, and asks for more before they run out. Runs in the audio thread.

class VoiceOutput extends AudioWorkletProcessor {
  constructor(options) {
    super();
    this.ahead = options.processorOptions.ahead; // samples that shall wait here; more after each gap, up to `most`
    this.most = options.processorOptions.most;
    this.block = options.processorOptions.block; // asked for at once
    this.waiting = []; this.at = 0; this.held = 0; this.asked = 0; this.unanswered = 0;
    this.last = 0; this.sounding = false; this.gaps = 0; this.played = 0; this.starting = true; this.listening = false;
    this.port.onmessage = ({ data }) => this.#told(data);
  }

  #told(data) {
    if (data.samples) {
      this.asked = Math.max(0, this.asked - this.block); this.unanswered = 0;
      this.sounding = data.sounding;
      if (data.samples.length) { this.waiting.push(data.samples); this.held += data.samples.length; }
    } else if (data.listen !== undefined) { this.listening = data.listen;
    } else if (data.counts) this.port.postMessage({ counts: { gaps: this.gaps, played: this.played, held: this.held } });
  }

  process(_, [[out]]) {
    if (this.starting && this.held >= this.ahead) this.starting = false;
    let i = 0;
    while (!this.starting && i < out.length && this.waiting.length) {
      const first = this.waiting[0];
      const count = Math.min(out.length - i, first.length - this.at);
      out.set(first.subarray(this.at, this.at + count), i);
      i += count; this.at += count; this.held -= count;
      if (this.at === first.length) { this.waiting.shift(); this.at = 0; }
    }
    if (i) { this.last = out[i - 1]; this.played += i; }
    if (i < out.length) {
      if (!this.starting && this.sounding) { this.gaps += 1; this.starting = true; this.ahead = Math.min(this.most, Math.round(1.5 * this.ahead)); }
      if (!this.sounding && this.held) this.starting = false; // the rest of a sound that ends
      for (; i < out.length; i++) out[i] = this.last *= 0.97; // no click where it stops
    }
    if (this.listening) this.port.postMessage({ heard: out.slice() });
    this.#ask(out.length);
    return true;
  }

  #ask(passed) {
    this.unanswered = this.asked ? this.unanswered + passed : 0;
    if (this.unanswered > sampleRate) this.asked = this.unanswered = 0; // for a second nothing came: the answers are lost
    for (; this.held + this.asked < this.ahead + this.block && this.asked < 8 * this.block; this.asked += this.block) this.port.postMessage({ need: this.block });
  }
}

registerProcessor("voice-output", VoiceOutput);
