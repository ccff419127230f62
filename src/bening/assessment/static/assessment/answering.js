// The questionnaire saves itself, tells who else is there, and listens to the keyboard. Without this file the same
// forms are sent with their own button. Text that a person types is never replaced while they type it.
"use strict";
(() => {
  const list = document.querySelector("[data-answering]");
  if (!list) return;
  const words = document.getElementById("kata-kata").dataset;
  const voice = document.getElementById("suara");
  const states = new WeakMap();
  const forms = () => [...list.querySelectorAll(".question-form")];
  const idOf = (form) => form.closest(".question").dataset.question;
  const PAUSE = 800, CHOICE_PAUSE = 300, POLL = 15000;

  document.documentElement.classList.add("scripted");
  htmx.config.timeout = 20000;

  // --- what is in a form, and what of it is stored
  const written = (form) => {
    const fields = new URLSearchParams(new FormData(form));
    ["csrfmiddlewaretoken", "seen", "over"].forEach((name) => fields.delete(name));
    return fields.toString();
  };
  const begin = (form) => states.set(form, { saved: "unsaved" in form.dataset ? null : written(form), failures: 0 });
  const tokenOf = (form) => token() ?? form.elements.csrfmiddlewaretoken.value;
  const unsaved = (form) => states.get(form).saved !== written(form);
  const say = (form, text) => { form.querySelector(".status").textContent = text; };

  const save = (form) => {
    const state = states.get(form);
    clearTimeout(state.timer);
    if (form.isConnected && unsaved(form) && !form.querySelector("[data-clash]")) htmx.trigger(form, "simpan");
  };
  const saveIn = (form, pause) => {
    const state = states.get(form);
    clearTimeout(state.timer);
    state.timer = setTimeout(save, pause, form);
  };
  const again = (form, text) => {
    const state = states.get(form);
    form.dataset.failed = "1";
    say(form, text);
    state.failures += 1;
    saveIn(form, Math.min(60, 5 * 2 ** (state.failures - 1)) * 1000);
  };

  list.addEventListener("input", (event) => {
    const form = event.target.closest(".question-form");
    if (form) { saveIn(form, event.target.type === "radio" ? CHOICE_PAUSE : PAUSE); amAt(form); }
  });
  list.addEventListener("change", (event) => {
    const form = event.target.closest(".question-form");
    if (form && event.target.type !== "radio") save(form);
  });
  window.addEventListener("online", () => forms().filter(unsaved).forEach(save));
  window.addEventListener("beforeunload", (event) => {
    if (forms().some(unsaved)) event.preventDefault();
  });

  // --- on the way to the server and back
  list.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest(".question-form");
    if (!form || event.detail.verb !== "post") return;
    // A hidden token wins over the header, and is worth nothing after signing in again elsewhere (token: bening.js).
    form.elements.csrfmiddlewaretoken.value = event.detail.parameters.csrfmiddlewaretoken = tokenOf(form);
    const state = states.get(form);
    state.sent = written(form);
    state.saying = setTimeout(say, 250, form, words.saving);
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { xhr } = event.detail;
    if (!xhr.getResponseHeader("Bening-Soal")) { event.detail.shouldSwap = false; return; }
    const clash = event.target.closest?.(".question-form")?.querySelector("[data-clash]");
    if (clash?.contains(document.activeElement)) headOf(clash.closest(".question")).focus({ preventScroll: true });
    event.detail.shouldSwap = true; // also what was refused says so beside its field
    event.detail.isError = false;
  });
  list.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest(".question-form");
    const { xhr, requestConfig } = event.detail;
    if (!form || requestConfig.verb !== "post") return;
    const state = states.get(form);
    clearTimeout(state.saying);
    if (!xhr.getResponseHeader("Bening-Soal")) {
      if (!xhr.status) again(form, words.offline);
      else if (xhr.status < 500 && xhr.status !== 429) again(form, words.signedOut);
      else again(form, words.trouble);
      return;
    }
    state.failures = 0;
    delete form.dataset.failed;
    state.saved = xhr.status === 200 ? joined(form, state.sent) : null;
    mark(form);
    form.querySelector("[data-news-of]").hidden = true; // what stands is on the screen now
    if (xhr.status === 200 && unsaved(form)) saveIn(form, PAUSE);
  });
  document.addEventListener("htmx:load", (event) => {
    event.detail.elt.querySelectorAll?.(".question-form").forEach(begin);
  });

  // Another person changed another field of the question: show theirs where this person wrote nothing new.
  const joined = (form, sent) => {
    const fields = new URLSearchParams(sent);
    form.querySelectorAll(".merged-field").forEach((theirs) => {
      const name = theirs.dataset.field, value = theirs.value;
      const now = new FormData(form).get(name);
      if (now === fields.get(name)) {
        const control = form.elements[name];
        if (control) control.value = value;
      }
      if (fields.has(name)) fields.set(name, value);
    });
    return fields.toString();
  };
  const mark = (form) => {
    form.querySelectorAll("[aria-describedby]").forEach((control) => {
      const wrong = control.getAttribute("aria-describedby").split(" ").some((id) => {
        const place = document.getElementById(id);
        return place?.classList.contains("errors-place") && place.textContent.trim();
      });
      if (wrong) control.setAttribute("aria-invalid", "true"); else control.removeAttribute("aria-invalid");
    });
  };
  // --- who is where, and what others changed
  let place, told, toldAt = 0, telling;
  const tell = () => {
    telling = 0;
    if (!place?.isConnected) return;
    told = idOf(place);
    toldAt = Date.now();
    const headers = { "X-CSRFToken": tokenOf(place) };
    fetch(`${place.getAttribute("action")}di-sini/`, { method: "POST", headers }).catch(() => {});
  };
  const amAt = (form) => {
    place = form;
    const moved = idOf(form) !== told;
    const wait = toldAt + (moved ? 5000 : 20000) - Date.now();
    if (wait <= 0) tell(); else if (moved && !telling) telling = setTimeout(tell, wait);
  };
  list.addEventListener("focusin", (event) => {
    const form = event.target.closest(".question-form");
    if (form) amAt(form);
  });
  const show = (box, text) => { if (box.textContent !== text) box.textContent = text; };
  const listen = async () => {
    if (document.hidden) return;
    const known = forms().map((form) => `${idOf(form)}:${form.elements.seen.value}`).join(" ");
    try {
      const answer = await fetch(`${list.dataset.news}?${new URLSearchParams({ tahu: known })}`);
      if (!answer.ok || answer.redirected) return;
      const { here, changed } = await answer.json();
      forms().forEach((form) => {
        const id = idOf(form), who = form.querySelector("[data-here]"), news = form.querySelector("[data-news-of]");
        show(who, here[id] ?? "");
        who.hidden = !here[id];
        const other = changed[id] && changed[id].number > Number(form.elements.seen.value) ? changed[id].says : "";
        if (other && news.hidden) voice.textContent = other;
        show(news.querySelector("[data-news-says]"), other);
        news.hidden = !other || Boolean(form.querySelector("[data-clash]"));
      });
    } catch { /* the next turn tries again */ }
  };
  setInterval(listen, POLL);
  document.addEventListener("visibilitychange", listen);
  list.addEventListener("click", async (event) => {
    const shows = event.target.closest("[data-show]");
    if (!shows) return;
    event.preventDefault();
    const form = shows.closest(".question-form"), question = form.closest(".question");
    if (unsaved(form) && !shows.closest("[data-clash]")) { save(form); return; } // joined, or both shown side by side
    const { id } = question;
    await htmx.ajax("GET", form.getAttribute("action"), { source: question, target: question, swap: "outerHTML" });
    const fresh = document.getElementById(id);
    if (fresh) headOf(fresh).focus({ preventScroll: true });
  });

  // --- the keyboard
  const headOf = (question) => question.querySelector(".question-title");
  const help = document.getElementById("pintasan"), wanted = document.getElementById("pintasan-aktif");
  const KEPT = "bening-pintasan";
  wanted.checked = localStorage.getItem(KEPT) !== "mati";
  wanted.addEventListener("change", () => localStorage.setItem(KEPT, wanted.checked ? "hidup" : "mati"));
  document.querySelector(".shortcuts-open").hidden = false;
  document.querySelector("[data-shortcuts]").addEventListener("click", () => help.showModal());

  const step = (by) => {
    const all = [...list.querySelectorAll(".question")];
    const from = all.indexOf(document.activeElement.closest(".question"));
    const to = all[from < 0 ? (by > 0 ? 0 : all.length - 1) : from + by];
    if (to) { headOf(to).focus({ preventScroll: true }); to.scrollIntoView({ block: "start" }); }
  };
  const choose = (key) => {
    const form = document.activeElement.closest(".question")?.querySelector(".question-form");
    const boxes = form ? [...form.querySelectorAll("input[type=radio]")] : [];
    const given = boxes.filter((box) => box.value);
    const box = /^[1-5]$/.test(key) ? given[key - 1] : given.find((one) => one.value[0].toLowerCase() === key);
    if (!box) return false;
    box.checked = true;
    box.focus();
    box.dispatchEvent(new Event("input", { bubbles: true }));
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || help.open) return;
    const typing = event.target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
    if (typing) {
      const question = event.target.closest(".question");
      if (event.key === "Escape" && question) headOf(question).focus();
      return;
    }
    if (!wanted.checked) return;
    const key = event.key.toLowerCase();
    if (key === "?") help.showModal();
    else if (key === "j") step(1);
    else if (key === "k") step(-1);
    else if (key === "n" && document.activeElement.closest(".question-form, .question")) {
      document.activeElement.closest(".question").querySelector("[name=note]")?.focus();
    } else if (!choose(key)) return;
    event.preventDefault();
  });

  forms().forEach(begin);
})();
