/* Whoever signed in again in another window has another token: the forms of this page, opened
   before, take it from the page as it is now. window.harmonyToken.renew() */
"use strict";

(() => {
  const FIELD = "[name=csrfmiddlewaretoken]";

  /* Whether there was one: somebody who is signed out gets none that would help. */
  async function renew() {
    const response = await fetch(location.href, { credentials: "same-origin" });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector(FIELD);
    if (!fresh) return false;
    for (const field of document.querySelectorAll(FIELD)) field.value = fresh.value;
    return true;
  }

  window.harmonyToken = { renew };
})();
