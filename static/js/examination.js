/* The examination by keys: J and K go from criterion to criterion, A agrees and goes on, Q or R
   asks and puts the cursor into the reason, E opens the evidence, Escape leaves the reason.
   Letters never count where something is typed, and can be switched off (WCAG 2.1.4). */
"use strict";

(() => {
  const SWITCH = "harmony-keys";

  /* A browser may forbid the store: then the switch holds for this page. */
  const stored = (act) => {
    try {
      return act();
    } catch {
      return null;
    }
  };

  function examineByKeys(form) {
    const help = document.querySelector("[data-keys-help]");
    const box = help?.querySelector("[data-keys-switch]");
    if (!box) return;
    help.hidden = false;
    box.checked = stored(() => localStorage.getItem(SWITCH)) !== "off";
    box.addEventListener("change", () =>
      stored(() => localStorage.setItem(SWITCH, box.checked ? "on" : "off")),
    );

    const rows = [...form.querySelectorAll("[data-check-row]")];
    let current = null;
    const go = (row) => {
      if (!row) return;
      current = row;
      row.focus({ preventScroll: true });
      row.scrollIntoView({ block: "start" });
    };
    const here = () => document.activeElement?.closest("[data-check-row]") || current;
    const beside = (step) => {
      const place = rows.indexOf(here());
      return place < 0 ? rows[0] : rows[place + step];
    };
    const say = (verdict) => {
      const choice = here()?.querySelector(`input[type="radio"][value="${verdict}"]`);
      if (!choice) return null;
      choice.checked = true;
      choice.dispatchEvent(new Event("change", { bubbles: true }));
      return here();
    };
    // In a window of its own: the examination stays where it is.
    const open = (link) => link && window.open(link.href, "_blank", "noopener");
    const keys = {
      j: () => go(beside(1)),
      k: () => go(beside(-1)),
      a: () => say("agree") && go(beside(1) || here()),
      q: () => say("ask")?.querySelector("textarea")?.focus(),
      r: () => keys.q(),
      e: () => open(here()?.querySelector("[data-evidence]")),
    };
    // On a criterion the arrows go on as the letters do; elsewhere they scroll, as everywhere.
    const arrows = { ArrowDown: "j", ArrowUp: "k" };

    const isTyped = (field) =>
      field.matches("textarea, select, [contenteditable]") ||
      (field.matches("input") && !["radio", "checkbox"].includes(field.type));

    document.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      const field = event.target;
      if (event.key === "Escape" && field.matches("textarea") && form.contains(field)) {
        go(field.closest("[data-check-row]"));
        return;
      }
      if (isTyped(field)) return;
      const isArrow = event.key in arrows && field.matches("[data-check-row]");
      const key = isArrow ? arrows[event.key] : event.key.toLowerCase();
      if (!Object.hasOwn(keys, key) || !(isArrow || box.checked)) return;
      event.preventDefault();
      keys[key]();
    });
  }

  document.querySelectorAll("form[data-examination]").forEach(examineByKeys);
})();
