// A timeline heard at once: it plays through a voice of its own, from where one likes; what is changed while it plays is heard from there on.

const VOICE = "timeline", LOOK_MS = 120, AGAIN_MS = 350;

export class TimelinePlayer {
  // told: {at(seconds), playing(whether), waits(whether)}
  constructor(studio, told) { Object.assign(this, { studio, link: studio.link, told, place: 0, playing: false, loop: null, voice: null, version: 1, opened: 0 }); studio.link.addEventListener("lost", () => { this.version += 1; }); }

  // Whether the timeline is another one than what is open to be played.
  get changed() { return this.opened !== this.version; }

  #ask(address, values = []) { return this.link.ask(address, [...values, "@voice", VOICE]); }

  async play() {
    await this.studio.attempt(async () => {
      this.studio.say("The timeline is being made ready…");
      if (!this.voice) { this.voice = await this.studio.sound.voice(VOICE); this.voice.onclose = () => this.#closed(); }
      await this.#go();
      this.studio.say("It plays.");
    });
  }

  async #go() {
    const version = this.version;
    if (this.changed) await this.#ask("/timeline", [""]);
    const { last: [, , duration] } = await this.#ask("/timeline_place");
    const begin = this.loop && (this.place < this.loop[0] || this.place >= this.loop[1]) ? this.loop[0] : this.place >= duration - 0.01 ? 0 : this.place;
    await this.#loop(duration);
    await this.#ask("/timeline_seek", [String(begin)]);
    await this.#ask("/timeline_play", [1]);
    this.place = begin; this.opened = version; this.playing = true; this.told.playing(true);
    this.#follow();
  }

  #loop(duration) {
    const part = this.loop && this.loop[0] < duration ? [String(this.loop[0]), String(Math.min(this.loop[1], duration))] : [];
    return this.#ask("/timeline_loop", part);
  }

  async stop() {
    if (!this.playing) return;
    this.playing = false; this.told.playing(false);
    await this.studio.attempt(() => this.#ask("/timeline_play", [0]));
    const voice = this.voice;
    setTimeout(() => { if (!this.playing && voice === this.voice) voice?.close(); }, 400); // what is on its way is heard
  }

  async seek(seconds) {
    this.place = seconds; this.told.at(seconds);
    if (this.playing) await this.studio.attempt(() => this.#ask("/timeline_seek", [String(seconds)]));
  }

  async setLoop(part) {
    this.loop = part;
    if (this.playing) await this.studio.attempt(async () => this.#loop((await this.#ask("/timeline_place")).last[2]));
  }

  // The timeline is another one now: what plays goes on from where it is, with the changes.
  renewed() {
    this.version += 1;
    if (!this.playing) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.studio.attempt(async () => { if (this.playing) await this.#go(); }), AGAIN_MS);
  }

  async #follow() {
    if (this.following) return;
    this.following = true;
    let still = 0;
    while (this.playing && this.link.isOpen) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
      if (!this.playing || this.changed) continue;
      await this.#ask("/timeline_place").then(({ last: [seconds, playing] }) => {
        if (this.changed) return;
        still = seconds === this.place ? still + 1 : 0;
        this.told.waits(still > 4);
        this.place = seconds; this.told.at(seconds);
        if (!playing && this.playing) { this.place = 0; this.told.at(0); this.stop(); }
      }).catch(() => { this.playing = false; this.told.playing(false); });
    }
    this.told.waits(false);
    this.following = false;
  }

  #closed() { this.voice = null; if (this.playing) { this.playing = false; this.told.playing(false); } }
}
