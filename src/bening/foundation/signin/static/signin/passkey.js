// Passkeys: hands the browser's own dialogue over to allauth's script, and says in words when it ended without a key.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-passkey]").forEach((button) => {
    button.hidden = false;
    const ids = { credential: "id_credential", data: "passkey_data" };
    if (button.dataset.passkey === "add") window.allauth.webauthn.forms.addForm({ ids: { ...ids, add: button.id } });
    else window.allauth.webauthn.forms.authenticateForm({ ids: { ...ids, authenticate: button.id } });
  });
});

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.querySelectorAll("[data-passkey-trouble]").forEach((one) => { one.hidden = false; });
});
