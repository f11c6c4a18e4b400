// A map of a model's sounds: dots of which like lie near like. Click or drag to hear, with the keyboard, too; draw a path with Shift.

const RADIUS = 5, GRAB = 26;

export class SoundMap extends EventTarget {
  constructor(canvas) {
    super();
    Object.assign(this, { canvas, sounds: [], chosen: -1, path: [], over: -1 });
    canvas.tabIndex = 0;
    canvas.addEventListener("pointerdown", (event) => this.#down(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", () => this.#up());
    canvas.addEventListener("pointercancel", () => this.#up());
    canvas.addEventListener("keydown", (event) => this.#key(event));
    new ResizeObserver(() => this.draw()).observe(canvas);
  }

  show(sounds) { this.sounds = sounds; this.chosen = -1; this.draw(); }

  choose(seed) { this.chosen = this.sounds.findIndex((sound) => sound.seed === seed); this.draw(); }

  draw() {
    const { canvas } = this, scale = devicePixelRatio || 1, box = canvas.getBoundingClientRect();
    if (!box.width) return;
    canvas.width = box.width * scale; canvas.height = box.height * scale;
    const context = canvas.getContext("2d");
    context.scale(scale, scale);
    for (const [i, sound] of this.sounds.entries()) {
      const [x, y] = this.#place(sound, box);
      context.beginPath();
      context.arc(x, y, i === this.chosen ? RADIUS * 2 : RADIUS * (0.7 + 0.8 * sound.sustain), 0, 2 * Math.PI);
      context.fillStyle = SoundMap.colour(sound);
      context.globalAlpha = i === this.chosen || i === this.over ? 1 : 0.82;
      context.fill();
      if (i === this.chosen || i === this.over) { context.lineWidth = 2.5; context.strokeStyle = "#fff"; context.stroke(); }
    }
    context.globalAlpha = 1;
    if (this.path.length > 1) {
      context.beginPath();
      this.path.forEach((i, k) => { const [x, y] = this.#place(this.sounds[i], box); if (k) context.lineTo(x, y); else context.moveTo(x, y); });
      context.strokeStyle = "#fff"; context.lineWidth = 2; context.stroke();
    }
  }

  // Bright sounds are yellow, dark ones violet; noisy ones pale.
  static colour(sound) { return `hsl(${Math.round(275 - 225 * sound.brightness)} ${Math.round(85 - 55 * sound.noisiness)}% ${Math.round(50 + 18 * sound.brightness)}%)`; }

  static words(sound) {
    const said = [sound.brightness > 0.66 ? "bright" : sound.brightness < 0.33 ? "dark" : "", sound.noisiness > 0.7 ? "noisy" : "",
      sound.attack > 0.7 ? "slow" : sound.attack < 0.3 ? "struck" : "", sound.sustain > 0.7 ? "long" : sound.sustain < 0.3 ? "short" : ""];
    return said.filter(Boolean).join(", ") || "in the middle of all";
  }

  #place(sound, box) { return [16 + sound.x * (box.width - 32), box.height - 16 - sound.y * (box.height - 32)]; }

  #nearest(event) {
    const box = this.canvas.getBoundingClientRect(), x = event.clientX - box.left, y = event.clientY - box.top;
    let best = -1, least = Infinity;
    this.sounds.forEach((sound, i) => {
      const [sx, sy] = this.#place(sound, box), far = Math.hypot(sx - x, sy - y);
      if (far < least) { best = i; least = far; }
    });
    return [best, least];
  }

  #down(event) {
    const [i] = this.#nearest(event);
    if (i < 0) return;
    this.canvas.setPointerCapture(event.pointerId);
    this.path = event.shiftKey ? [i] : [];
    this.dragging = true;
    this.#pick(i);
  }

  #move(event) {
    const [i, far] = this.#nearest(event);
    if (!this.dragging) {
      const over = far < GRAB ? i : -1;
      if (over !== this.over) { this.over = over; this.draw(); this.#tell("over", over < 0 ? null : this.sounds[over]); }
      return;
    }
    if (i < 0 || i === this.chosen || far > GRAB * 2) return;
    if (this.path.length) this.path.push(i);
    this.#pick(i);
  }

  #up() {
    this.dragging = false;
    if (this.path.length > 1) this.#tell("path", this.path.map((i) => this.sounds[i]));
    this.path = []; this.draw();
  }

  #key(event) {
    const turn = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Enter" || event.key === " ") { event.preventDefault(); if (this.chosen >= 0) this.#pick(this.chosen); return; }
    if (!turn || !this.sounds.length) return;
    event.preventDefault();
    const here = this.sounds[this.chosen] ?? { x: 0.5, y: 0.5 };
    let best = -1, least = Infinity;
    this.sounds.forEach((sound, i) => {
      const along = (sound.x - here.x) * turn[0] + (sound.y - here.y) * turn[1], across = Math.abs((sound.x - here.x) * turn[1]) + Math.abs((sound.y - here.y) * turn[0]);
      if (i !== this.chosen && along > 0.001 && along + 2 * across < least) { best = i; least = along + 2 * across; }
    });
    if (best >= 0) this.#pick(best);
  }

  #pick(i) { this.chosen = i; this.draw(); this.#tell("pick", this.sounds[i]); }
  #tell(name, detail) { this.dispatchEvent(new CustomEvent(name, { detail })); }
}
