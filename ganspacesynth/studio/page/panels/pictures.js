// Pictures: the live frames of a StyleGAN, what moves them, a pad that learns, and the sound they follow.

import { button, fill, make, newest } from "../js/dom.js";

export class PicturesPanel {
  constructor(element, studio) {
    Object.assign(this, { element, studio, link: studio.link, frame: 0, isOpen: false });
    this.canvas = make("canvas", { class: "frames", width: 256, height: 256, role: "img", "aria-label": "The live picture" });
    this.file = make("select", { id: "picture-file" });
    this.facts = make("p", { class: "note said", "aria-live": "polite" }, "Open a picture network: one of the project's, or the one that comes along.");
    this.sliders = make("div", { class: "sliders" });
    this.follow = button("Follow the sound", () => this.#follow(), { "aria-pressed": "false" });
    this.pad = make("canvas", { class: "pad", width: 300, height: 300, role: "application", tabindex: 0, "aria-label": "Pad: arrow keys move; pairs are kept with Keep here" });
    this.at = [0.5, 0.5]; this.pairs = [];
    this.pad.addEventListener("pointerdown", (event) => { this.pad.setPointerCapture(event.pointerId); this.#padded(event); });
    this.pad.addEventListener("pointermove", (event) => { if (event.buttons) this.#padded(event); });
    this.pad.addEventListener("keydown", (event) => {
      const turn = { ArrowRight: [0.03, 0], ArrowLeft: [-0.03, 0], ArrowUp: [0, 0.03], ArrowDown: [0, -0.03] }[event.key];
      if (turn) { event.preventDefault(); this.#move(this.at[0] + turn[0], this.at[1] + turn[1]); }
    });
    this.of = make("select", { id: "pad-of", onchange: () => this.#readPad() });
    fill(this.of, [["sound", "sounds"], ["picture", "pictures"]], "sound");
    this.play = newest((x, y) => this.studio.attempt(async () => {
      await this.link.ask("/map_at", [x, y, ...this.#word()]);
      if (this.of.value === "sound") await this.studio.panels.play.hearPoint();
    }));
    element.append(make("div", { class: "grid" },
      make("div", { class: "card" }, make("div", { class: "row" }, make("label", { for: "picture-file" }, "Network"), this.file, button("Open", () => this.#open(), { class: "main" }),
        button("Another picture", () => this.#ask("/picture_random")), this.follow, button("Keep it", () => this.#save())), this.canvas, this.facts, this.sliders),
      make("div", { class: "card" }, make("h2", {}, "The pad"), make("div", { class: "row" }, make("label", { for: "pad-of" }, "Of"), this.of, button("Keep here", () => this.#keep()), button("Forget all", () => this.#forget())),
        this.pad, make("p", { class: "note" }, "Choose a sound in Play (or a picture), a place on the pad, and Keep here. After two, the pad plays all that lies between."))));
    this.#drawPad();
  }

  #word() { return this.of.value === "picture" ? ["picture"] : []; }
  ready() { this.shown(); }

  async shown() {
    await this.studio.attempt(async () => {
      const files = (await (await fetch("files.json")).json()).map((file) => file.name).filter((name) => /\.(pkl|pt|safetensors)$/i.test(name));
      fill(this.file, [["", "the one that comes along"], ...files.map((name) => [name, name])], this.file.value);
      await this.#readPad();
    });
  }

  async #ask(...message) { await this.studio.attempt(() => this.link.ask(...message)); }

  async #open() {
    this.facts.textContent = "Opening the pictures…";
    await this.studio.attempt(async () => {
      const { last: [name, , width, height, , , directions] } = await this.link.ask("/picture_open", this.file.value ? [this.file.value] : []);
      this.facts.textContent = `${name}: ${width} × ${height}`;
      const slider = (label, low, high, value, act) => {
        const id = `picture-${label.replace(/\W/g, "-")}`, send = newest((x) => this.studio.attempt(() => act(x)));
        const input = make("input", { type: "range", id, min: low, max: high, step: "any", value, oninput: () => send(Number(input.value)) });
        return make("div", { class: "slider" }, make("label", { for: id }, label), input);
      };
      this.sliders.replaceChildren(slider("how far from the mean picture", 0, 1.5, 0.7, (x) => this.link.ask("/picture_psi", [x])),
        slider("wandering, seconds from one to the next", 0, 10, 0, (x) => this.link.ask("/picture_wander", [x])),
        ...Array.from({ length: Math.min(4, directions) }, (_, i) => slider(`direction ${i + 1}`, -4, 4, 0, (x) => this.link.ask("/picture_edit", [i + 1, x]))));
      await this.link.ask("/picture_psi", [0.7]);
      if (!this.isOpen) { this.isOpen = true; this.#show(); }
    });
  }

  async #follow() {
    const on = this.follow.getAttribute("aria-pressed") !== "true";
    await this.studio.attempt(async () => { await this.link.ask("/picture_follow", [on ? 1 : 0]); this.follow.setAttribute("aria-pressed", on); });
  }

  async #save() { await this.studio.attempt(async () => { const { last: [path] } = await this.link.ask("/picture_save", [`picture ${Date.now() % 1e6}.png`]); this.studio.say(`Kept: ${path}`); }); }

  async #show() {
    while (this.isOpen) {
      const visible = !this.element.hidden && !document.hidden;
      const answer = visible ? await fetch(`picture.rgb?after=${this.frame}`).catch(() => null) : null;
      if (answer?.status === 200) await this.#paint(answer);
      else await new Promise((resolve) => setTimeout(resolve, visible ? 15 : 300));
    }
  }

  async #paint(answer) {
    const [frame, width, height] = ["x-frame", "x-width", "x-height"].map((name) => Number(answer.headers.get(name)));
    const rgb = new Uint8Array(await answer.arrayBuffer()), image = new ImageData(width, height);
    for (let i = 0, k = 0; i < rgb.length; i += 3, k += 4) { image.data[k] = rgb[i]; image.data[k + 1] = rgb[i + 1]; image.data[k + 2] = rgb[i + 2]; image.data[k + 3] = 255; }
    if (this.canvas.width !== width || this.canvas.height !== height) { this.canvas.width = width; this.canvas.height = height; }
    this.canvas.getContext("2d").putImageData(image, 0, 0);
    this.frame = frame;
  }

  // --- the pad

  #padded(event) {
    const box = this.pad.getBoundingClientRect();
    this.#move((event.clientX - box.left) / box.width, 1 - (event.clientY - box.top) / box.height);
  }

  #move(x, y) {
    this.at = [Math.max(0, Math.min(1, x)), Math.max(0, Math.min(1, y))];
    this.#drawPad();
    if (this.pairs.length > 1) this.play(...this.at);
  }

  async #keep() {
    await this.studio.attempt(async () => {
      await this.link.ask("/map_add", [...this.at, ...this.#word()]);
      await this.#readPad();
      if (this.pairs.length > 1) await this.link.ask("/map_fit", this.#word());
    });
  }

  async #forget() { await this.studio.attempt(async () => { await this.link.ask("/map_remove", [0, ...this.#word()]); await this.#readPad(); }); }

  async #readPad() {
    const { answers } = await this.link.ask("/map_pairs", this.#word()).catch(() => ({ answers: [] }));
    this.pairs = answers.filter(({ address }) => address === "/map_pair").map(({ values: [, x, y] }) => [x, y]);
    this.#drawPad();
  }

  #drawPad() {
    const context = this.pad.getContext("2d"), { width, height } = this.pad;
    context.fillStyle = "#17121c"; context.fillRect(0, 0, width, height);
    for (const [x, y] of this.pairs) { context.fillStyle = "#dd98e0"; context.beginPath(); context.arc(x * width, (1 - y) * height, 7, 0, 7); context.fill(); }
    context.strokeStyle = "#fff"; context.lineWidth = 2; context.beginPath(); context.arc(this.at[0] * width, (1 - this.at[1]) * height, 11, 0, 7); context.stroke();
  }
}
