// A drop zone over an ordinary file field, and ticks that say how many they are. Both pages are whole without it.
"use strict";

document.querySelectorAll("form[data-drop]").forEach((form) => {
  const field = form.querySelector("input[type=file]");
  const told = form.querySelector("[data-told]");
  const largest = Number(form.dataset.largest);
  const fits = () => {
    const file = field.files[0];
    const tooLarge = Boolean(file) && file.size > largest;
    told.textContent = tooLarge ? form.dataset.tooLarge : "";
    told.hidden = !tooLarge;
    return !tooLarge;
  };
  ["dragenter", "dragover"].forEach((name) => form.addEventListener(name, (event) => {
    event.preventDefault();
    form.classList.add("drop-over");
  }));
  ["dragleave", "drop"].forEach((name) => form.addEventListener(name, () => form.classList.remove("drop-over")));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    if (!event.dataTransfer.files.length) return;
    field.files = event.dataTransfer.files;
    if (fits()) form.requestSubmit();
  });
  field.addEventListener("change", fits);
  form.addEventListener("submit", (event) => {
    if (!fits()) { event.preventDefault(); return; }
    form.querySelector("button").textContent = form.dataset.reading;
  });
});

document.querySelectorAll("form[data-deciding]").forEach((form) => {
  const ticks = [...form.querySelectorAll("input[name=ambil]")];
  const take = form.querySelector("[data-take]");
  if (!take) return;
  const count = () => {
    const ticked = ticks.filter((tick) => tick.checked).length;
    take.textContent = ticked ? form.dataset.taking.replace("%s", ticked) : form.dataset.takingNone;
  };
  form.querySelectorAll("[data-tick]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => {
      ticks.forEach((tick) => { tick.checked = button.dataset.tick === "all"; });
      count();
    });
  });
  form.addEventListener("change", count);
  count();
});

document.querySelector("#salah[tabindex]")?.focus();
