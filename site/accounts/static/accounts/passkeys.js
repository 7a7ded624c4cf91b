/* Wires allauth's WebAuthn functions to [data-passkey] forms; without JavaScript they stay hidden. */
(() => {
  const ways = window.allauth.webauthn.forms;
  for (const form of document.querySelectorAll("[data-passkey]")) {
    const way = form.dataset.passkey;
    const ids = {
      credential: form.querySelector("[name=credential]").id,
      data: "passkey-data",
      passwordless: form.querySelector("[name=passwordless]")?.id,
    };
    ids[way] = "passkey-button";
    form.hidden = false;
    ways[`${way}Form`]({ ids });
  }
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    for (const trouble of document.querySelectorAll("[data-passkey-trouble]")) {
      trouble.hidden = false;
    }
  });
})();
