/* What was typed and is not stored yet, kept in this browser until it is: a crash, a reload or a
   lost connection costs nothing. It stays with the person who typed it; signing out removes it,
   and so does the next person who signs in here. After a week it is dropped.
   What saves itself says what is kept (autosave.js); any other form with a long text, or that asks for it (data-keep-typed), is kept here.
   A form with a password or another secret (data-secret) never is. */
"use strict";

(() => {
  const PREFIX = "harmony-unsaved:";
  const WEEK = 7 * 24 * 3600 * 1000; // milliseconds
  const user = document.body.dataset.user;

  /* A browser may forbid the store, or it is full: then nothing is kept, and all else goes on. */
  function attempt(act) {
    try {
      return act();
    } catch {
      return null;
    }
  }
  const keys = () =>
    attempt(() => Object.keys(localStorage).filter((key) => key.startsWith(PREFIX))) || [];
  const read = (key) => attempt(() => JSON.parse(localStorage.getItem(key)));
  const write = (key, value) => attempt(() => localStorage.setItem(key, JSON.stringify(value)));
  const remove = (key) => attempt(() => localStorage.removeItem(key));

  function sweep() {
    for (const key of keys()) {
      const isMine = key.startsWith(`${PREFIX}${user}:`);
      if (!isMine || !(Date.now() - read(key)?.at < WEEK)) remove(key);
    }
  }

  /* As wording.labelled and wording.listed write it in the language of the page. */
  const isChinese = document.documentElement.lang.startsWith("zh");
  const [COLON, COMMA] = isChinese ? ["：", "、"] : [": ", ", "];

  const same = (one, other) => JSON.stringify(one || []) === JSON.stringify(other || []);

  /* The fields of the scope by their bare names; several where they belong together. */
  function fieldsOf(scope) {
    const stem = scope.dataset.autosave || "";
    const found = new Map();
    for (const field of scope.querySelectorAll("input, select, textarea")) {
      if (!field.name || field.type === "file" || field.type === "hidden") continue;
      const name = field.name.slice(stem.length);
      found.set(name, [...(found.get(name) || []), field]);
    }
    return found;
  }

  const isTick = (field) => field.type === "checkbox" || field.type === "radio";
  const labelOf = (field) => {
    const label = field.labels?.[0];
    return ((isTick(field) ? label : label?.firstChild)?.textContent || "").trim();
  };

  /* Of a form that does not save itself only what was changed is kept: the rest is as it is. */
  const isLeftOut = (kept, name) => kept.isPart && !(name in kept.values);

  /* What differs from the form, one line for each field. */
  function linesOf(scope, kept, now) {
    const lines = [];
    const { values } = kept;
    for (const [name, fields] of fieldsOf(scope)) {
      if (isLeftOut(kept, name) || same(values[name], now[name])) continue;
      const [first] = fields;
      if (isTick(first)) {
        const ticked = fields.filter((field) => (values[name] || []).includes(field.value));
        lines.push(ticked.map(labelOf).join(COMMA) || "–");
      } else {
        const shown = first.options
          ? [...first.options].find((option) => same([option.value], values[name]))?.text
          : (values[name] || []).join(COMMA);
        lines.push(`${labelOf(first)}${COLON}${shown || "–"}`);
      }
    }
    return lines;
  }

  function putBack(scope, kept) {
    const { values } = kept;
    for (const [name, fields] of fieldsOf(scope)) {
      if (isLeftOut(kept, name)) continue;
      fields.forEach((field, place) => {
        if (isTick(field)) field.checked = (values[name] || []).includes(field.value);
        else field.value = (values[name] || [])[place] ?? "";
      });
    }
    // One event is enough: whoever listens looks at the whole.
    const [first] = [...fieldsOf(scope).values()].flat();
    first?.dispatchEvent(new Event("change", { bubbles: true }));
    first?.focus();
  }

  /* Show what was kept, unless it is what the form says anyway or has arrived after all. */
  function offer(scope, key, values) {
    const kept = read(key);
    const box = scope.querySelector("[data-kept-offer]");
    if (!kept || !box) return;
    const arrived = kept.sent && kept.page && kept.page === scope.dataset.savedFrom;
    const lines = arrived ? [] : linesOf(scope, kept, values());
    if (!lines.length) {
      // Unless the page only gives back what it refused: that is still stored nowhere else.
      if (!("typed" in scope.dataset)) remove(key);
      return;
    }
    const language = document.documentElement.lang;
    const when = new Date(kept.at).toLocaleString(language === "en" ? "en-GB" : language, {
      day: "numeric",
      month: "long",
      hour: "2-digit",
      minute: "2-digit",
    });
    box.querySelector("[data-kept-at]").textContent = when;
    box.querySelector("[data-kept-text]").textContent = lines.join("\n");
    const version = scope.querySelector('[name$="version"]')?.value;
    const other = box.querySelector("[data-kept-other]");
    if (other) other.hidden = kept.version === version;
    const close = () => (box.hidden = true);
    box.querySelector("[data-kept-take]").addEventListener("click", () => {
      close();
      putBack(scope, kept);
    });
    box.querySelector("[data-kept-drop]").addEventListener("click", () => {
      close();
      remove(key);
    });
    box.hidden = false;
  }

  // ------------------------------------------------- forms that are only sent by their button
  /* Which window this is: what it has sent, no other one may forget. */
  const newName = () => String(crypto.getRandomValues(new Uint32Array(1))[0]);
  const tab = attempt(() => (sessionStorage.harmonyTab ||= newName())) || "";
  const nameOf = (form) => `${PREFIX}${user}:${form.getAttribute("action") || location.pathname}`;

  function valuesOf(form) {
    const values = {};
    for (const [name, fields] of fieldsOf(form)) {
      values[name] = fields
        .filter((field) => !isTick(field) || field.checked)
        .map((field) => field.value.replace(/\r\n/g, "\n"));
    }
    return values;
  }

  function keepForm(form) {
    const key = nameOf(form);
    const box = document.getElementById("kept-offer")?.content.firstElementChild?.cloneNode(true);
    if (!box) return;
    form.prepend(box);
    const before = valuesOf(form);
    const keep = (facts) => {
      const now = Object.entries(valuesOf(form));
      const changed = now.filter(([name, value]) => !same(value, before[name]));
      const values = { ...earlier, ...Object.fromEntries(changed) };
      if (changed.length || sent || facts) write(key, { at: Date.now(), isPart: true, values, ...facts });
      else remove(key);
    };
    // A page that gives back what this window sent shows it already; it is stored nowhere else.
    const isGivenBack = document.querySelector(".error-summary, .conflict");
    const sent = isGivenBack && read(key)?.sentFrom === tab ? read(key).values : null;
    const earlier = sent || {};
    if (!sent) offer(form, key, () => valuesOf(form));
    form.addEventListener("input", () => keep());
    form.addEventListener("change", () => keep());
    form.addEventListener("submit", () => keep({ sentFrom: tab }));
  }

  /* What this window sent has arrived where another page answers it, or one that says so. */
  function forgetWhatArrived(forms) {
    const isFromSignIn = document.referrer && new URL(document.referrer).pathname === "/login/";
    const isDone = document.querySelector(".messages .notice-ok");
    const here = forms.map(nameOf);
    for (const key of keys()) {
      if (read(key)?.sentFrom !== tab || !tab || isFromSignIn) continue;
      if (isDone || !here.includes(key)) remove(key);
    }
  }

  const isSecret = (form) => form.querySelector("[type=password], [data-secret]");

  function keepForms() {
    const all = [...document.querySelectorAll('main form[method="post"]')];
    const forms = all.filter(
      (form) =>
        (form.matches(".part-form, [data-keep-typed]") || form.querySelector("textarea:not([readonly])")) &&
        !isSecret(form) &&
        !form.matches("[data-autosave]") &&
        !form.querySelector("[data-autosave]"),
    );
    forgetWhatArrived(forms);
    all.filter(isSecret).forEach((form) => remove(nameOf(form)));
    forms.forEach(keepForm);
  }

  function of(scope, values) {
    if (!user || !scope.dataset.keep) return null;
    const key = `${PREFIX}${user}:${scope.dataset.keep}`;
    const field = (name) => scope.querySelector(`[name="${scope.dataset.autosave || ""}${name}"]`);
    offer(scope, key, values);
    const keep = () => {
      const facts = { version: field("version")?.value, page: field("page")?.value };
      write(key, { at: Date.now(), values: values(), ...facts });
    };
    return {
      keep,
      forget: () => remove(key),
      /* The button sends it now; whether it arrived, the next page of it can tell. */
      isSent: () => write(key, { ...read(key), sent: true }),
    };
  }

  window.harmonyKept = { of };
  if (user) {
    sweep();
    keepForms();
    document.addEventListener("submit", (event) => {
      if (event.target.matches('form[action="/logout/"]')) keys().forEach(remove);
    });
  }
})();
