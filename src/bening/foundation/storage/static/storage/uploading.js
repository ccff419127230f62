// Several files at once, each in pieces that survive a broken line. The page is whole without this script.
"use strict";

(() => {
  const AT_ONCE = 2;
  const csrf = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]*)/) || [])[1] || "";
  const sleep = (ms) => new Promise((done) => { setTimeout(done, ms); });

  class Refused extends Error {}

  async function ask(address, options = {}) {
    let answer;
    try {
      answer = await fetch(address, {
        credentials: "same-origin", ...options, headers: { "X-CSRFToken": csrf(), ...(options.headers || {}) },
      });
    } catch { return { lost: true }; }
    let told = {};
    try { told = await answer.json(); } catch { /* a page, not an answer of ours */ }
    if (answer.ok || answer.status === 409) return told;
    if (answer.status === 503 || answer.status === 502 || answer.status === 504) return { lost: true, ...told };
    throw new Refused(told.sentence || document.querySelector("[data-trouble=signed-out]")?.textContent || answer.statusText);
  }

  class Coming {
    constructor(file, list) {
      this.file = file;
      this.words = list.dataset;
      this.line = document.createElement("li");
      const name = document.createElement("span");
      name.className = "name";
      name.textContent = file.name;
      this.button = document.createElement("button");
      this.button.type = "button";
      this.button.className = "quiet";
      this.button.textContent = this.words.drop;
      this.bar = document.createElement("progress");
      this.bar.max = Math.max(file.size, 1);
      this.bar.value = 0;
      this.bar.setAttribute("aria-label", file.name);
      this.state = document.createElement("span");
      this.state.className = "state";
      this.line.append(name, this.button, this.bar, this.state);
      list.append(this.line);
      this.say("waiting");
      this.button.addEventListener("click", () => this.press());
    }

    say(state, words) {
      this.line.dataset.state = state;
      this.state.textContent = words || this.words[state] || "";
    }

    press() {
      if (this.line.dataset.state === "refused" && this.retry) { this.retry(); return; }
      this.dropped = true;
      this.line.remove();
    }

    async come(begin) {
      const form = new FormData();
      form.append("name", this.file.name);
      form.append("size", this.file.size);
      let told = await this.surely(() => ask(begin, { method: "POST", body: form }));
      const { address, piece } = told;
      let at = told.at;
      this.say("coming");
      while (at < this.file.size && !this.dropped) {
        const body = this.file.slice(at, at + piece);
        const from = at;
        told = await this.surely(() => ask(`${address}bagian/${from}/`, {
          method: "POST", body, headers: { "Content-Type": "application/octet-stream" },
        }));
        at = told.at;
        this.bar.value = at;
        this.say("coming", `${this.words.coming} ${Math.floor((at / this.file.size) * 100)} %`);
      }
      if (this.dropped) return false;
      this.say("checking");
      told = await this.surely(() => ask(`${address}selesai/`, { method: "POST" }));
      if (told.at !== undefined && !told.whole) return this.come(begin);
      this.button.remove();
      this.bar.value = this.bar.max;
      this.say("done");
      return true;
    }

    // A line that broke is waited for, longer each time; what the server refuses is told at once.
    async surely(work) {
      for (let wait = 1000; ; wait = Math.min(wait * 2, 30000)) {
        const told = await work();
        if (!told.lost) return told;
        if (this.dropped) throw new Refused("");
        this.say("paused", told.sentence || this.words.paused);
        await Promise.race([sleep(wait), new Promise((done) => { addEventListener("online", done, { once: true }); })]);
      }
    }
  }

  function begin(zone) {
    const field = zone.querySelector("input[type=file]");
    const list = zone.querySelector("[data-list]");
    const form = zone.closest("form");
    const waiting = [];
    let working = 0, come = 0, failed = 0;

    const settle = () => {
      if (working || waiting.length || !come || failed) return;
      if (zone.dataset.next) location.assign(zone.dataset.next);
      else zone.dispatchEvent(new CustomEvent("uploaded", { bubbles: true }));
    };
    const next = async () => {
      if (working >= AT_ONCE || !waiting.length) return;
      const one = waiting.shift();
      if (one.dropped) { next(); return; }
      working += 1;
      next();
      try {
        if (await one.come(zone.dataset.begin)) come += 1;
      } catch (wrong) {
        if (!(wrong instanceof Refused)) throw wrong;
        if (!one.dropped) {
          failed += 1;
          one.say("refused", wrong.message);
          one.button.textContent = one.words.drop;
          one.button.addEventListener("click", () => { failed -= 1; settle(); }, { once: true });
        }
      } finally {
        working -= 1;
        next();
        settle();
      }
    };
    const take = (files) => {
      [...files].forEach((file) => waiting.push(new Coming(file, list)));
      next();
    };

    field.addEventListener("change", () => { take(field.files); field.value = ""; });
    ["dragenter", "dragover"].forEach((name) => zone.addEventListener(name, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    }));
    ["dragleave", "drop"].forEach((name) => zone.addEventListener(name, () => zone.classList.remove("over")));
    zone.addEventListener("drop", (event) => { event.preventDefault(); take(event.dataTransfer.files); });
    addEventListener("beforeunload", (event) => { if (working) event.preventDefault(); });
    form?.addEventListener("submit", (event) => { if (working) event.preventDefault(); });
  }

  const start = () => document.querySelectorAll("[data-uploading]:not([data-ready])").forEach((zone) => {
    zone.dataset.ready = "1";
    begin(zone);
  });
  document.addEventListener("DOMContentLoaded", start);
  document.addEventListener("htmx:load", start);
})();
