/* Whoever signed in again in another window has another token: the forms of this page, opened
   before, take the new one. Only the same person's: what one person typed is never sent in the
   name of another who signed in on the same computer meanwhile.
   window.harmonyToken.renew() → "fresh", "signed-out" or "somebody-else" */
"use strict";

(() => {
  const FIELD = "[name=csrfmiddlewaretoken]";
  const PAGE_OF_EVERYBODY = "/settings/"; // this very page may be closed to whoever is here now

  async function renew() {
    const response = await fetch(PAGE_OF_EVERYBODY, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector(FIELD);
    const { user } = page.body.dataset;
    if (!user || !fresh) return "signed-out";
    if (user !== document.body.dataset.user) return "somebody-else";
    for (const field of document.querySelectorAll(FIELD)) field.value = fresh.value;
    return "fresh";
  }

  window.harmonyToken = { renew };
})();
