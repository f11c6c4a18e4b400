// Begins the page: the link to the engine, the sound, and the rooms.

import { make } from "./dom.js";
import { Link } from "./link.js";
import { Sound } from "./sound.js";
import { Spectrogram } from "./spectrogram.js";
import { AnswersPanel } from "../panels/answers.js";
import { ComposePanel } from "../panels/compose.js";
import { ListenPanel } from "../panels/listen.js";
import { MakePanel } from "../panels/make.js";
import { OriginPanel } from "../panels/origin.js";
import { PicturesPanel } from "../panels/pictures.js";
import { PlayPanel } from "../panels/play.js";
import { ProjectPanel } from "../panels/project.js";
import { TimelinePanel } from "../panels/timeline.js";

const PANELS = { play: PlayPanel, compose: ComposePanel, timeline: TimelinePanel, listen: ListenPanel, pictures: PicturesPanel, answers: AnswersPanel, make: MakePanel, project: ProjectPanel, origin: OriginPanel };

const MOST_HEARD = 400; // as many as the studio remembers

class Studio {
  constructor(table, about) {
    this.about = about;
    this.link = new Link(table);
    this.sound = new Sound(this.link);
    this.heard = [];
    this.state = document.getElementById("state");
    this.panels = Object.fromEntries(Object.entries(PANELS).map(([name, Panel]) => [name, new Panel(document.getElementById(`panel-${name}`), this)]));
    this.link.addEventListener("found", ({ detail }) => this.#found(detail));
    this.link.addEventListener("lost", () => this.#lost());
    this.link.addEventListener("remembered", ({ detail }) => this.#remembered(detail));
    this.link.addEventListener("changed", ({ detail }) => this.tell("changed", detail));
    this.link.addEventListener("answer", ({ detail }) => { if (detail.address === "/loaded") this.#loaded(detail); });
    this.#tabs();
    new Spectrogram(document.getElementById("spectrogram"), this.sound);
    document.getElementById("volume").addEventListener("input", ({ target }) => this.#volume(Number(target.value)));
    this.link.connect();
  }

  // Say something in the header, where screen readers hear it.
  say(text, isFault = false) { this.state.textContent = text; this.state.classList.toggle("lost", isFault); }

  // Do what somebody asked for; what goes wrong is said.
  async attempt(act) {
    try { return await act(); } catch (error) {
      if (error.code !== "cancelled" && error.code !== "superseded") this.say(error.message, true);
      return null;
    }
  }

  tell(name, detail) { for (const panel of Object.values(this.panels)) panel[name]?.(detail); }

  show(name) {
    for (const tab of document.querySelectorAll("[role=tab]")) {
      const isChosen = tab.id === `tab-${name}`;
      tab.setAttribute("aria-selected", isChosen); tab.tabIndex = isChosen ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !isChosen;
    }
    this.panels[name].shown?.();
  }

  async #found(welcome) {
    this.heard = welcome.heard;
    this.tell("heard");
    const state = await this.attempt(() => this.link.ask("/state"));
    if (state?.last[1]) this.#ready(); else this.say("The model is being opened…");
  }

  #loaded() { this.#ready(); }

  #ready() { this.say(`Ready. Project: ${this.about.project}`); this.tell("ready"); }

  // A browser does not say why a connection was refused: a request that is refused, too, does.
  async #lost() {
    const answer = await fetch("about.json").catch(() => null), reason = answer?.status === 403 ? await answer.text() : null;
    if (!this.link.isOpen) this.say(reason ?? "The engine is gone. It is looked for; start ganspacesynth studio again. What you heard is kept.", true);
  }

  // A gesture of many previews is one sound, whose number stays.
  #remembered(entry) {
    if (this.heard.at(-1)?.number === entry.number) this.heard.pop();
    this.heard.push(entry);
    this.heard.splice(0, Math.max(0, this.heard.length - MOST_HEARD));
    this.tell("heard");
  }

  #volume(gain) {
    this.sound.setVolume(gain);
    for (const voice of this.sound.voices.values()) voice.gain.gain.setTargetAtTime(gain, voice.context.currentTime, 0.02);
  }

  #tabs() {
    const tabs = [...document.querySelectorAll("[role=tab]")];
    tabs.forEach((tab, i) => {
      tab.addEventListener("click", () => this.show(tab.id.slice(4)));
      tab.addEventListener("keydown", (event) => {
        const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
        if (!step) return;
        const next = tabs[(i + step + tabs.length) % tabs.length];
        next.focus(); this.show(next.id.slice(4));
      });
    });
  }
}

const told = async (name) => {
  const answer = await fetch(name);
  if (!answer.ok) throw new Error(await answer.text());
  return answer.json();
};
try {
  const [table, about] = await Promise.all([told("table.json"), told("about.json")]);
  window.studio = new Studio(table, about);
} catch (error) {
  document.querySelector("main").prepend(make("p", { class: "fault" }, `The studio could not begin: ${error.message}`));
}
