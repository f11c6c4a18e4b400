// What is heard: clips and voices in, loudspeakers out; everything passes one analyser, from which the spectrogram is drawn.

const FADE_S = 0.03;
const AHEAD_S = 0.03, MOST_AHEAD_S = 0.15, BLOCK_S = 0.008; // of a voice: what waits here at first and at most, and what is asked for at once
const PLAIN_AHEAD_S = 0.15, PLAIN_BLOCK_S = 0.032, PATIENCE_MS = 1000; // of one without a worklet

export class Sound {
  #link; #context = null; #clips = new Map(); #asked = new Map();

  constructor(link) {
    this.#link = link;
    this.volume = 0.8;
    this.voices = new Map(); // number -> Voice
    link.addEventListener("samples", ({ detail }) => this.#samples(detail));
    link.addEventListener("elsewhere", ({ detail }) => { for (const voice of this.voices.values()) if (voice.name === detail) voice.close(); });
    link.addEventListener("lost", () => { for (const voice of [...this.voices.values()]) voice.close(); });
  }

  get context() { return this.#context; }

  // The browser lets nothing sound before somebody has clicked or pressed a key: call this from there.
  async wake() {
    if (!this.#context) {
      this.#context = new AudioContext({ latencyHint: "interactive" });
      this.output = new GainNode(this.#context, { gain: this.volume });
      this.analyser = new AnalyserNode(this.#context, { fftSize: 2048, smoothingTimeConstant: 0.3, minDecibels: -95, maxDecibels: -20 });
      this.output.connect(this.analyser).connect(this.#context.destination);
    }
    if (this.#context.state !== "running") await this.#context.resume();
    return this.#context;
  }

  setVolume(gain) { this.volume = gain; this.output?.gain.setTargetAtTime(gain, this.#context.currentTime, 0.02); }

  // Fetch a sound and play it; a sound of the same name (a key of the keyboard, the map) fades out under it, and one that was asked for earlier and comes later is not heard.
  async clip(address, name = "clip") {
    const asked = Symbol(name);
    this.#asked.set(name, asked);
    const context = await this.wake();
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(await answer.text());
    const buffer = await context.decodeAudioData(await answer.arrayBuffer());
    if (this.#asked.get(name) !== asked) return buffer;
    this.stop(name);
    const source = new AudioBufferSourceNode(context, { buffer });
    const gain = new GainNode(context, { gain: 1 });
    source.connect(gain).connect(this.output);
    source.start();
    this.#clips.set(name, { source, gain });
    source.onended = () => { if (this.#clips.get(name)?.source === source) this.#clips.delete(name); };
    return buffer;
  }

  stop(name, seconds = FADE_S) {
    const clip = this.#clips.get(name);
    if (!clip) return;
    this.#clips.delete(name);
    const now = this.#context.currentTime;
    clip.gain.gain.setTargetAtTime(0, now, seconds / 3);
    clip.source.stop(now + seconds * 2);
  }

  stopAll() { for (const name of [...this.#clips.keys()]) this.stop(name); }

  // Open a voice that sounds on; what is changed is heard while it sounds.
  async voice(name) {
    await this.wake();
    const { last: [number, , rate] } = await this.#link.ask("/voice_open", ["@voice", name]);
    const context = new AudioContext({ sampleRate: rate, latencyHint: "interactive" });
    await context.resume();
    const kind = context.audioWorklet ? WorkletVoice : PlainVoice; // over plain http from another machine browsers have no worklets
    this.voices.get(number)?.close(); // it may still be dying away
    const voice = new kind(this, this.#link, name, number, context);
    this.voices.set(number, voice);
    try { await voice.begin(); } catch (error) { voice.close(); throw error; }
    return voice;
  }

  #samples(data) {
    const [number, sounding, missed, count] = new Uint32Array(data, 0, 4);
    this.voices.get(number)?.take(new Float32Array(data, 16, count), sounding === 1, missed);
  }
}

class Voice {
  constructor(sound, link, name, number, context) {
    Object.assign(this, { sound, link, name, number, context });
    this.ahead = Math.round(AHEAD_S * context.sampleRate);
    this.block = Math.round(BLOCK_S * context.sampleRate);
    this.onclose = null; this.isClosed = false;
  }

  // Both contexts have clocks of their own: a stream carries the sound from one to the other, so that one analyser sees all.
  route(node) {
    const gain = new GainNode(this.context, { gain: this.sound.volume });
    const analyser = new AnalyserNode(this.context, { fftSize: 2048, smoothingTimeConstant: 0.3, minDecibels: -95, maxDecibels: -20 });
    node.connect(gain).connect(analyser).connect(this.context.destination);
    this.gain = gain; this.analyser = analyser;
  }

  need(count) { this.link.send({ samples: count, voice: this.name }); }
  gate(on) { return this.link.ask("/gate", [on ? 1 : 0, "@voice", this.name]); }

  close() {
    if (this.isClosed) return;
    this.isClosed = true;
    if (this.sound.voices.get(this.number) === this) this.sound.voices.delete(this.number); // a newer one may have its number
    this.context.close();
    this.onclose?.();
  }
}

class WorkletVoice extends Voice {
  #heard = null;

  async begin() {
    await this.context.audioWorklet.addModule(new URL("voice-worklet.js", import.meta.url));
    this.node = new AudioWorkletNode(this.context, "voice-output", {
      numberOfInputs: 0, outputChannelCount: [1], processorOptions: { ahead: this.ahead, most: Math.round(MOST_AHEAD_S * this.context.sampleRate), block: this.block },
    });
    this.node.port.onmessage = ({ data }) => {
      if (data.need) this.need(data.need);
      if (data.heard) this.#heard?.(data.heard);
      if (data.counts) this.oncounts?.(data.counts);
    };
    this.route(this.node);
  }

  take(samples, sounding) { this.node?.port.postMessage({ samples, sounding }); }

  counts() { return new Promise((resolve) => { this.oncounts = resolve; this.node.port.postMessage({ counts: true }); }); }

  // Record what comes out of the audio thread, for whoever measures it.
  record(seconds) {
    return new Promise((resolve) => {
      const parts = []; let left = Math.round(seconds * this.context.sampleRate);
      this.#heard = (block) => {
        parts.push(...block); left -= block.length;
        if (left <= 0) { this.#heard = null; this.node.port.postMessage({ listen: false }); resolve(parts); }
      };
      this.node.port.postMessage({ listen: true });
    });
  }
}

// Without a worklet: each block of samples is a small sound, begun where the one before ends.
class PlainVoice extends Voice {
  #next = 0; #gaps = 0; #played = 0; #timer = 0; #asked = 0; #answered = 0;

  async begin() {
    this.input = new GainNode(this.context);
    this.route(this.input);
    this.#timer = setInterval(() => this.#look(), 15);
  }

  #look() {
    const ahead = Math.max(0, this.#next - this.context.currentTime);
    if (performance.now() - this.#answered > PATIENCE_MS) { this.#asked = 0; this.#answered = performance.now(); } // an answer was lost
    if (ahead + this.#asked < PLAIN_AHEAD_S) { this.#asked += PLAIN_BLOCK_S; this.need(Math.round(PLAIN_BLOCK_S * this.context.sampleRate)); }
  }

  take(samples, sounding) {
    this.#asked = Math.max(0, this.#asked - PLAIN_BLOCK_S);
    this.#answered = performance.now();
    if (!samples.length) return;
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: this.context.sampleRate });
    buffer.copyToChannel(samples, 0);
    const now = this.context.currentTime;
    if (this.#next < now) { if (this.#next && sounding) this.#gaps += 1; this.#next = now + 0.1; }
    const source = new AudioBufferSourceNode(this.context, { buffer });
    source.connect(this.input);
    source.start(this.#next);
    this.#next += samples.length / this.context.sampleRate;
    this.#played += samples.length;
  }

  async counts() { return { gaps: this.#gaps, played: this.#played, held: 0 }; }
  close() { clearInterval(this.#timer); super.close(); }
}
