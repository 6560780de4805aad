/* Small comforts on top of pages that work without any script.
   Each is switched on by an attribute in the page; docs/interface.md lists them. */
"use strict";

(() => {
  /* The words are in the page, translated: data-word-… of the body. */
  const say = (name, values = {}) =>
    Object.entries(values).reduce(
      (text, [key, value]) => text.replace(`{${key}}`, value),
      document.body.getAttribute(`data-word-${name}`) || "",
    );

  function focusErrors() {
    const summary = document.querySelector("[data-focus]");
    if (summary) summary.focus();
  }

  /* A long list beside the page shows where one is. */
  function showCurrent(list) {
    const here = list.querySelector(".here");
    if (here) list.scrollTop = here.offsetTop - list.clientHeight / 3;
  }

  function countLetters(counter) {
    const field = document.getElementById(counter.dataset.counterFor);
    if (!field || field.maxLength < 0) return;
    const show = () => {
      counter.textContent = say("left", { count: field.maxLength - [...field.value].length });
    };
    counter.hidden = false;
    field.addEventListener("input", show);
    show();
  }

  /* The scoring grid: ↑ and ↓ go from score to score, E opens the evidence, N the next unscored.
     A cell is a field to type in, or a link to the form of its criterion. */
  function gridKeys(grid) {
    const cells = () => [...grid.querySelectorAll("input.in, select.in, a[data-cell]")];
    const isLink = (cell) => cell.matches("a");
    const isUnscored = (cell) => (isLink(cell) ? cell.dataset.cell === "todo" : cell.value === "");
    const go = (cell) => {
      if (!cell) return;
      cell.focus();
      if (cell.select) cell.select();
    };
    grid.addEventListener("keydown", (event) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const all = cells();
      const here = all.indexOf(event.target);
      if (here < 0) return;
      const key = event.key.toLowerCase();
      if (key === "enter" && isLink(event.target)) return;
      if (key === "arrowdown" || key === "enter") go(all[here + 1]);
      else if (key === "arrowup") go(all[here - 1]);
      else if (key === "n") go(all.slice(here + 1).concat(all).find(isUnscored));
      else if (key === "e") event.target.closest("tr").querySelector("a.ev")?.click();
      else return;
      event.preventDefault();
    });
  }

  function selectAll(box) {
    const name = box.dataset.selectAll;
    const all = () => [...document.querySelectorAll(`input[type="checkbox"][name="${name}"]`)];
    const show = () => {
      const ticked = all().filter((each) => each.checked).length;
      box.checked = ticked > 0 && ticked === all().length;
      box.indeterminate = ticked > 0 && !box.checked;
      for (const place of document.querySelectorAll(`[data-count-of="${name}"]`)) {
        place.textContent = ticked;
      }
    };
    box.addEventListener("change", () => {
      for (const each of all()) each.checked = box.checked;
      show();
    });
    document.addEventListener("change", (event) => event.target.name === name && show());
    show();
  }

  /* A second press while the first is on its way would only send the form again. */
  function sendOnce(form) {
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented) return;
      if (form.dataset.sending) event.preventDefault();
      else {
        form.dataset.sending = "1";
        setTimeout(() => delete form.dataset.sending, 5000); // a download leaves the page standing
      }
    });
    window.addEventListener("pageshow", () => delete form.dataset.sending);
  }

  /* A download leaves the page standing: say so, and take away what no longer holds. */
  function tellDownload(form) {
    const notice = document.querySelector("[data-download-begun]");
    form.addEventListener("submit", (event) => {
      if (event.defaultPrevented || !notice) return;
      for (const old of document.querySelectorAll(".error-summary, .field > .msg")) old.remove();
      for (const field of form.querySelectorAll(".has-error")) field.classList.remove("has-error");
      for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
      form.hidden = true;
      notice.hidden = false;
      notice.focus();
    });
    window.addEventListener("pageshow", () => {
      form.hidden = false;
      if (notice) notice.hidden = true;
    });
  }

  function closeMenus() {
    const open = () => [...document.querySelectorAll("details.menu[open]")];
    document.addEventListener("click", (event) => {
      for (const menu of open()) if (!menu.contains(event.target)) menu.open = false;
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      for (const menu of open()) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
      if (location.hash === "#nav") location.hash = "#main";
    });
  }

  /* What htmx replaced is prepared again; a page nobody looks at does not ask for progress. */
  function withHtmx() {
    document.body.addEventListener("htmx:beforeRequest", (event) => {
      const polls = (event.detail.elt.getAttribute("hx-trigger") || "").startsWith("every");
      if (polls && document.hidden) event.preventDefault();
    });
    document.body.addEventListener("htmx:load", (event) => {
      if (event.detail.elt !== document.body) prepare(event.detail.elt);
    });
  }

  function each(root, selector, prepareOne) {
    if (root.matches?.(selector)) prepareOne(root);
    root.querySelectorAll(selector).forEach(prepareOne);
  }

  /* Without scripts there is the browser's own menu. */
  function prints(button) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  function prepare(root) {
    each(root, "[data-counter-for]", countLetters);
    each(root, "[data-grid]", gridKeys);
    each(root, ".stick-tall", showCurrent);
    each(root, "[data-select-all]", selectAll);
    each(root, 'form[method="post"]:not([hx-post])', sendOnce);
    each(root, "form[data-download]", tellDownload);
    each(root, "button[data-print]", prints);
  }

  prepare(document);
  focusErrors();
  closeMenus();
  withHtmx();
})();
