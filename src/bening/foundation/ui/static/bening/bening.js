// Small pleasures over pages that are whole without them.
"use strict";

// Signing in again in another tab changes the token: take it from the cookie at the moment of sending.
const token = () => (document.cookie.match(/(?:^|; )(?:__Host-)?csrf=([^;]*)/) || [])[1];

document.addEventListener("htmx:configRequest", (event) => {
  if (token()) event.detail.headers["X-CSRFToken"] = token();
});

// A form that was sent once is not sent again by an impatient second press.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.matches("[hx-post], [hx-put], [hx-get]")) return;
  if (form.dataset.sent) { event.preventDefault(); return; }
  if (form.method === "post") {
    form.dataset.sent = "1";
    const hidden = form.elements.csrfmiddlewaretoken;
    if (hidden && token()) hidden.value = token();
  }
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => { delete form.dataset.sent; });
});

// A list that filters by a choice does so at once; without this script its button does.
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit-on-change]")) event.target.form.requestSubmit();
});

// What could not be saved is said aloud; what was typed stays where it is.
function trouble(kind) {
  document.querySelectorAll("[data-trouble]").forEach((one) => { one.hidden = one.dataset.trouble !== kind; });
}
document.addEventListener("htmx:responseError", (event) => {
  const xhr = event.detail.xhr, status = xhr.status;
  if (xhr.getResponseHeader("Bening-Rule")) {
    document.querySelectorAll("[data-trouble=separated]").forEach((one) => { one.textContent = xhr.responseText; });
    trouble("separated");
  } else if (status === 401 || status === 403) trouble("signed-out");
  else if (status >= 500) trouble("unreachable");
});
document.addEventListener("htmx:sendError", () => trouble("unreachable"));
document.addEventListener("htmx:timeout", () => trouble("unreachable"));
document.addEventListener("htmx:afterOnLoad", () => trouble(""));
