/* The questionnaire on a weak network. Without this script the form is sent as any other.
   Answers stay in the page and nowhere else: phones are shared. */
"use strict";

(() => {
  const LONGEST_PAUSE = 20000; // milliseconds between two attempts
  const LONGEST_ATTEMPT = 30000;

  function sendUntilItArrives(form) {
    const button = form.querySelector("button[type=submit]");
    const status = form.querySelector("[data-status]");
    const buttonWords = button.textContent;
    let attempt = 0;
    let pause = 2000;
    let timer = null;
    let sending = false;
    let touched = false;

    const show = (name) => {
      status.textContent = document.body.getAttribute(`data-word-${name}`) || "";
      status.hidden = !status.textContent;
    };

    async function send() {
      if (sending) return;
      sending = true;
      attempt += 1;
      clearTimeout(timer);
      show("sending");
      const stop = new AbortController();
      const limit = setTimeout(() => stop.abort(), LONGEST_ATTEMPT);
      try {
        const response = await fetch(form.getAttribute("action") || location.href, {
          method: "POST",
          body: new FormData(form),
          headers: { "X-Attempt": String(attempt) }, // so that “already used” can be told from “had arrived”
          credentials: "same-origin",
          signal: stop.signal,
        });
        if (response.status >= 500 || response.status === 429) throw new Error("later");
        const page = new DOMParser().parseFromString(await response.text(), "text/html");
        touched = false;
        put(page, response.url);
      } catch {
        show("waiting");
        timer = setTimeout(send, pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } finally {
        clearTimeout(limit);
        sending = false;
      }
    }

    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (form.dataset.sent) return; // the second tap
      form.dataset.sent = "1";
      button.setAttribute("aria-disabled", "true");
      button.textContent = document.body.getAttribute("data-word-sending") || buttonWords;
      send();
    });
    form.addEventListener("change", () => {
      touched = true;
    });
    window.addEventListener("online", () => {
      if (form.isConnected && form.dataset.sent) send();
    });
    window.addEventListener("beforeunload", (event) => {
      if (touched && form.isConnected) event.preventDefault();
    });
  }

  /* The answer of the server takes the place of the page, whether it is the confirmation or the
     form with what is to be corrected. Loading it again could fail, and the answers would be gone. */
  function put(page, address) {
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.body.replaceWith(page.body);
    if (address) history.replaceState(null, "", address);
    window.scrollTo(0, 0);
    (document.querySelector("[data-focus]") || document.getElementById("main"))?.focus();
    prepare();
  }

  function prepare() {
    document.querySelectorAll("form[data-survey]").forEach(sendUntilItArrives);
  }

  prepare();
})();
