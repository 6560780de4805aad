/* What saves itself: a form (data-autosave), or each part of one (data-autosave="e12-", which the
   names of its fields begin with). Two seconds after the last change it is sent, again and again
   while the connection is gone; until it is stored, what was typed is kept in this browser.
   Files are left to the button. */
"use strict";

(() => {
  const PAUSE = 2000; // milliseconds between the last letter and the save
  const LONGEST_PAUSE = 30000; // between two attempts
  const LONGEST_ATTEMPT = 20000;
  const NEVER_KEPT = /(^|-)(csrfmiddlewaretoken|version|page|shown|round_seen)$/;

  /* The words are in the page, translated: data-word-… of the body. */
  const say = (name, values = {}) =>
    Object.entries(values).reduce(
      (text, [key, value]) => text.replace(`{${key}}`, value),
      document.body.getAttribute(`data-word-${name}`) || "",
    );

  const formOf = (scope) => scope.closest("form");
  const stemOf = (scope) => scope.dataset.autosave || "";

  /* Every field of the scope as it would be sent, without files. */
  function typedIn(scope) {
    const body = new FormData(formOf(scope));
    for (const [name, value] of [...body.entries()]) {
      const isOurs = name.startsWith(stemOf(scope)) || name === "csrfmiddlewaretoken";
      if (value instanceof File || !isOurs) body.delete(name);
    }
    return body;
  }

  /* The same as plain values by name, without what the page itself put there. */
  function valuesOf(scope) {
    const values = {};
    for (const [name, value] of typedIn(scope).entries()) {
      if (NEVER_KEPT.test(name)) continue;
      const bare = name.slice(stemOf(scope).length);
      (values[bare] ||= []).push(value.replace(/\r\n/g, "\n"));
    }
    return values;
  }

  // ------------------------------------------------------------------ the state
  function saveByItself(scope) {
    const form = formOf(scope);
    const stem = stemOf(scope);
    const status = scope.querySelector("[data-saved]") || document.querySelector("[data-saved]");
    const field = (name) => form.elements[stem + name];
    const kept = window.harmonyKept?.of(scope, () => valuesOf(scope));
    let changes = 0; // counts what was typed, so that an answer to older text is not “saved”
    let timer = null;
    let pause = PAUSE;
    let busy = false;
    let submitting = false;
    let waiting = null; // the button that was pressed while a save was on its way

    /* “token.17”: which page it is and the how-many-eth state of it, so that the server knows
       what comes from the same page, and which of two that cross on the way is the later one. */
    const mark = field("page");
    const [token, before] = (mark?.value || "").split(".");
    changes = Number(before) || 0;
    const show = (text) => {
      if (status) status.textContent = text;
    };
    const plan = (delay) => {
      clearTimeout(timer);
      timer = setTimeout(save, delay);
    };
    const time = () =>
      new Date().toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });

    function saved(response, sent) {
      for (const [header, name] of [["X-Version", "version"], ["X-Shown", "shown"]]) {
        const value = response.headers.get(header);
        if (value && field(name)) field(name).value = value;
      }
      show(say("saved", { time: response.headers.get("X-Saved-At") || time() }));
      if (sent !== changes) return;
      scope.dataset.unsent = "";
      kept?.forget();
    }

    async function refused(response) {
      const isSentence = (response.headers.get("Content-Type") || "").startsWith("text/plain");
      show((isSentence && (await response.text())) || say("refused"));
    }

    const attempt = () =>
      fetch(form.getAttribute("action") || location.href, {
        method: "POST",
        body: typedIn(scope),
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
        signal: AbortSignal.timeout(LONGEST_ATTEMPT),
      });

    async function save() {
      if (busy || submitting) return;
      busy = true;
      const sent = changes;
      show(say("saving"));
      try {
        let response = await attempt();
        const isTurnedAway = response.status === 403;
        const token = isTurnedAway ? await window.harmonyToken?.renew() : null;
        if (token === "fresh") response = await attempt();
        if (response.status >= 500) throw new Error("server");
        pause = PAUSE;
        const signedOut = response.redirected && new URL(response.url).pathname === "/login/";
        // A form that was not accepted comes back as a page of its own, without a redirect.
        if (signedOut || token === "signed-out") show(say("signed-out"));
        else if (token === "somebody-else") show(say("somebody-else"));
        else if (response.status === 204 || (response.ok && response.redirected)) saved(response, sent);
        else await refused(response);
        if (sent !== changes) plan(PAUSE);
      } catch (problem) {
        show(say(problem.message === "server" ? "retrying" : "offline"));
        plan(pause);
        pause = Math.min(pause * 2, LONGEST_PAUSE);
      } finally {
        busy = false;
        const pressed = waiting;
        waiting = null;
        if (pressed) form.requestSubmit(pressed.button);
      }
    }

    function changed(event) {
      if (event?.target?.type === "file") return;
      changes += 1;
      if (mark) mark.value = `${token}.${changes}`;
      scope.dataset.unsent = "1";
      kept?.keep();
      plan(PAUSE);
    }

    scope.addEventListener("input", changed);
    scope.addEventListener("change", changed);
    const submitted = (event) => {
      clearTimeout(timer);
      if (busy) {
        // What is on its way raises the version; sent beside it, the form would meet itself.
        waiting = { button: event.submitter };
        event.preventDefault();
        return;
      }
      submitting = true;
      if (scope.dataset.unsent) kept?.isSent();
    };
    // Before whoever takes note that the form is on its way.
    form.addEventListener("submit", submitted, { capture: true });
    const now = () => scope.dataset.unsent && save();
    window.addEventListener("online", now);
    // Leaving the page, and coming back to it from where one signed in again.
    document.addEventListener("visibilitychange", now);
    window.addEventListener("pageshow", () => (submitting = false));
    window.addEventListener("beforeunload", (event) => {
      if (scope.dataset.unsent && !submitting) event.preventDefault();
    });
  }

  function prepare(root) {
    if (root.matches?.("[data-autosave]")) saveByItself(root);
    root.querySelectorAll("[data-autosave]").forEach(saveByItself);
  }

  prepare(document);
  document.body.addEventListener("htmx:load", (event) => {
    if (event.detail.elt !== document.body) prepare(event.detail.elt);
  });
})();
