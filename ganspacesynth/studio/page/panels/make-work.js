// How a piece of long work stands: a bar, what it said, and buttons to stop it and to go on.

import { ago, button, make } from "../js/dom.js";

const STATES = { running: "at work", stopping: "stopping: it saves what there is", stopped: "stopped; nothing is lost", finished: "done", failed: "it could not be done" };

export function duration(seconds) {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  return seconds < 7200 ? `${Math.round(seconds / 60)} minutes` : `${(seconds / 3600).toFixed(1)} hours`;
}

function progress({ stage, done, total, left_s: left }) {
  const share = total && stage !== "Learning" ? `: ${done} of ${total}` : total ? `: ${Math.floor((100 * done) / total)} %` : "";
  return `${stage}${share}${left ? `, about ${duration(left)} left` : ""}…`;
}

export class WorkView {
  constructor(room, title, more = () => []) {
    Object.assign(this, { room, title, more });
    this.said = make("p", { class: "said", role: "status" });
    this.bar = make("progress", { max: 1, "aria-label": `How far: ${title}` });
    this.log = make("ul", { class: "note" });
    this.buttons = make("div", { class: "row" });
    this.element = make("div", { class: "work" }, make("h3", {}, title), this.said, this.bar, this.log, this.buttons);
  }

  show(work) {
    const { id, state, now, said, fault, at } = work, isOpen = state === "running" || state === "stopping";
    const text = isOpen && state === "running" && now ? progress(now) : `${STATES[state]}${isOpen ? "" : `, ${ago(at)}`}`;
    if (this.said.textContent !== text) this.said.textContent = text;
    this.bar.hidden = !isOpen;
    if (now?.total) this.bar.value = now.done / now.total; else this.bar.removeAttribute("value");
    const lines = fault ? [...said, fault] : said;
    if (lines.join("\n") !== this.lines) { this.lines = lines.join("\n"); this.log.replaceChildren(...lines.map((line) => make("li", { class: line === fault ? "fault" : "" }, line))); }
    const key = `${state} ${this.key?.(work) ?? ""}`;
    if (key === this.shown) return;
    this.shown = key;
    const again = state === "stopped" || state === "failed";
    const label = (text) => ({ "aria-label": `${text}: ${this.title}` });
    this.buttons.replaceChildren(...[
      state === "running" ? button("Stop", () => this.room.order("stop", { work: id }), label("Stop")) : null,
      again ? button("Go on", () => this.room.order("go_on", { work: id }), { class: "main", ...label("Go on") }) : null,
      ...this.more(work),
      state === "finished" || state === "failed" ? button("Off the list", () => this.room.order("forget", { work: id }), label("Off the list")) : null,
    ].filter(Boolean));
  }
}

// A list of works of one kind, each shown where it stood before.
export class WorkList {
  constructor(room, kind, title, more) {
    Object.assign(this, { room, kind, title, more, views: new Map() });
    this.element = make("div", { class: "stack" });
  }

  show(works) {
    const own = works.filter(({ kind }) => kind === this.kind);
    for (const id of [...this.views.keys()]) if (!own.some((work) => work.id === id)) { this.views.get(id).element.remove(); this.views.delete(id); }
    for (const work of own) {
      if (!this.views.has(work.id)) {
        const view = new WorkView(this.room, this.title(work), this.more);
        this.views.set(work.id, view); this.element.append(view.element);
      }
      this.views.get(work.id).show(work);
    }
  }
}
