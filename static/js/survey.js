/* The questionnaire on a weak network. Without this script the form is sent as any other, and the
   code is typed. Answers stay in the page and nowhere else: phones are shared. */
"use strict";

(() => {
  const FIRST_PAUSE = 1000; // milliseconds between two attempts; each is twice the one before
  const LONGEST_PAUSE = 60000;
  const LONGEST_ATTEMPT = 30000;
  const ANSWERS = [200, 409, 422, 429]; // arrived, cannot be used, to correct, too many wrong codes
  const SECONDS_OF_WARNING = 20; // the least that WCAG 2.2.1 gives
  const TOUCHES = ["pointerdown", "keydown", "input", "wheel", "scroll"];
  const BETWEEN_DIGITS = /[\s\-–—_.·]+/g;

  // ------------------------------------------------------------------ the code
  const digitsOf = (text) => text.normalize("NFKC").split("#").pop().replace(BETWEEN_DIGITS, "");

  /* Luhn's check: every single wrong digit shows. */
  function canBeACode(digits) {
    if (!/^[0-9]{16}$/.test(digits)) return false;
    let total = 0;
    [...digits].reverse().forEach((character, place) => {
      const digit = Number(character) * (place % 2 ? 2 : 1);
      total += digit > 9 ? digit - 9 : digit;
    });
    return total % 10 === 0;
  }

  const grouped = (digits) => digits.replace(/(.{4})(?=.)/g, "$1 ");

  /* A scanned slip leads to /q#code. What stands behind “#” is never sent by a browser; it is
     moved into the form and out of the address, so that it stays in no history. */
  function takeScannedCode() {
    const field = document.getElementById("code");
    const digits = digitsOf(decodeURIComponent(location.hash.replace(/%(?![0-9a-f]{2})/gi, "")));
    if (!field || !canBeACode(digits)) return;
    history.replaceState(null, "", location.pathname + location.search);
    field.value = grouped(digits);
    field.dispatchEvent(new Event("change", { bubbles: true }));
    if (field.form.elements.look) field.form.requestSubmit();
  }

  /* The line has its room from the beginning: were it to appear as the field is left, the button
     would move away from under whoever presses it, and the press would be lost. */
  function checkCode(field, line) {
    const check = () => {
      const digits = digitsOf(field.value);
      const isRight = canBeACode(digits);
      if (isRight) field.value = grouped(digits);
      const told = isRight ? line.dataset.right : line.dataset.wrong;
      line.textContent = digits ? told : "";
    };
    line.hidden = false;
    field.addEventListener("change", check);
  }

  // ------------------------------------------------------------------ the comment
  function countLetters(field, line) {
    const show = () => {
      line.textContent = line.dataset.left.replace("%d", field.maxLength - field.value.length);
    };
    field.addEventListener("input", show);
    show();
  }

  // ------------------------------------------------------------------ larger type
  /* Everything above becomes longer too; the first line in sight stays where it is. */
  function keepPlace(box) {
    const label = document.querySelector(`label[for=${box.id}]`);
    const topOf = (line) => line.getBoundingClientRect().top;
    let line = null;
    let top = 0;
    const note = () => {
      const bar = label.closest("header").getBoundingClientRect().bottom;
      const lines = [...document.querySelectorAll(":is(h1, h2, legend, label, p, li)")];
      line = lines.find((each) => topOf(each) >= bar);
      top = line ? topOf(line) : 0;
    };
    label.addEventListener("click", note);
    box.addEventListener("keydown", note);
    box.addEventListener("change", () => {
      if (line) window.scrollBy({ top: topOf(line) - top, behavior: "instant" });
    });
  }

  // ------------------------------------------------------------------ how long it was open
  let since = 0; // milliseconds after the page was loaded

  /* How long the page has been open, added to what it was open before it came back. */
  function noteSeconds(form) {
    const field = form.elements.seconds;
    if (!field) return;
    field.value = Math.round((Number(field.value) || 0) + (performance.now() - since) / 1000);
    since = performance.now();
  }

  // ------------------------------------------------------------------ sending
  /* The page the server answers with; an error where what comes is no answer of the portal. */
  async function answerTo(form, filledIn, signal) {
    const response = await fetch(form.getAttribute("action"), {
      method: "POST",
      body: new URLSearchParams(filledIn),
      credentials: "omit",
      signal,
    });
    if (!ANSWERS.includes(response.status)) throw new Error("later");
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    // A wireless network that wants a password first answers in the portal's place.
    if (!page.body.classList.contains("survey")) throw new Error("not the portal");
    return page;
  }

  function sendUntilItArrives(form) {
    const button = form.querySelector("button[type=submit]");
    const status = form.querySelector("[data-status]");
    const buttonWords = button.textContent;
    let pause = FIRST_PAUSE;
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
      clearTimeout(timer);
      show("sending");
      const stop = new AbortController();
      const limit = setTimeout(() => stop.abort(), LONGEST_ATTEMPT);
      try {
        // The form's own random number goes along, so however often it arrives, it counts once.
        const page = await answerTo(form, new FormData(form), stop.signal);
        touched = false;
        put(page);
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
      if (!form.dataset.sent) noteSeconds(form);
      if (event.submitter && event.submitter.name) {
        if (document.querySelector("[data-empties-after]")) changeInPlace(event);
        touched = false; // another language: everything comes back
        return;
      }
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
  function put(page) {
    const isLarge = document.getElementById("big")?.checked;
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    document.body.replaceWith(page.body);
    const big = document.getElementById("big");
    if (big && isLarge) big.checked = true;
    history.replaceState(null, "", location.pathname + location.search);
    prepare();
    const first = document.querySelector("[data-focus]") || document.getElementById("main");
    first?.focus({ preventScroll: true }); // a screen reader begins to read there
    window.scrollTo({ top: 0, behavior: "instant" });
  }

  /* Enter in a field presses this first button of the form; it leads on as “Next” does, and sends
     where nothing comes next. */
  function leadOn(enter) {
    enter.addEventListener("click", (event) => {
      event.preventDefault();
      const next = document.activeElement?.closest(".q")?.querySelector("a.btn-primary[href^='#']");
      (next || enter.form.querySelector("button[type=submit]")).click();
    });
  }

  // ------------------------------------------------------------------ at a kiosk
  /* The receipt makes room for the next person by itself, unless somebody still touches it. */
  function makeRoom(link) {
    let timer = null;
    const leave = () => location.replace(link.href); // “Back” leads to nobody's answers
    const wait = () => {
      clearTimeout(timer);
      timer = setTimeout(leave, Number(link.dataset.nextAfter) * 1000);
    };
    ["pointerdown", "keydown"].forEach((kind) => document.addEventListener(kind, wait));
    link.addEventListener("click", (event) => {
      event.preventDefault();
      leave();
    });
    wait();
  }

  /* Another language leaves no page behind to which “Back” would lead, with all that was filled in.
     Without a connection the page stays as it is. */
  function changeInPlace(event) {
    event.preventDefault();
    const filledIn = new FormData(event.target);
    filledIn.append(event.submitter.name, event.submitter.value);
    answerTo(event.target, filledIn).then(put, () => {});
  }

  /* What one person left half filled in is not for the next to see. An empty page stays as it is:
     whoever only reads on it is not disturbed. While answers are on their way nothing is emptied
     either, or they would be lost with the connection. */
  function emptyAfter(line) {
    const after = Number(line.dataset.emptiesAfter);
    const fields = "#answers :is(input:not([type=hidden], [type=radio]), textarea)";
    const isSending = () => document.querySelector("form[data-sent]");
    const isBegun = () =>
      "begun" in line.dataset ||
      document.querySelector("input:checked") ||
      [...document.querySelectorAll(fields)].some((field) => field.value);
    const empty = () => {
      if (!line.isConnected) return; // another page has taken the place of this one
      document.body.replaceChildren(); // at once, and with no form left nobody is asked to stay
      location.replace(line.dataset.address);
    };
    const warn = () => {
      if (!line.isConnected) return;
      if (!isBegun() || isSending()) {
        wait();
        return;
      }
      line.textContent = line.dataset.words.replace("%d", SECONDS_OF_WARNING);
      timer = setTimeout(empty, SECONDS_OF_WARNING * 1000);
    };
    let timer = null;
    function wait() {
      clearTimeout(timer);
      line.textContent = "";
      timer = setTimeout(warn, (after - SECONDS_OF_WARNING) * 1000);
    }
    TOUCHES.forEach((kind) => document.addEventListener(kind, wait, { passive: true }));
    window.addEventListener("pageshow", (event) => event.persisted && empty()); // by “Back”
    wait();
  }

  function prepare() {
    const code = document.getElementById("code");
    const line = document.querySelector("[data-code-check]");
    if (code && line) checkCode(code, line);
    document.querySelectorAll("#big").forEach(keepPlace);
    const comment = document.getElementById("comment");
    const left = document.getElementById("comment-left");
    if (comment && left) countLetters(comment, left);
    document.querySelectorAll("form[data-survey]").forEach(sendUntilItArrives);
    document.querySelectorAll("[data-enter]").forEach(leadOn);
    document.querySelectorAll("a[data-next-after]").forEach(makeRoom);
    document.querySelectorAll("[data-empties-after]").forEach(emptyAfter);
    document.querySelectorAll("button[data-print]").forEach((button) => {
      button.hidden = false;
      button.addEventListener("click", () => window.print());
    });
  }

  prepare();
  takeScannedCode();
  document.querySelector("[data-focus]")?.focus();
  window.addEventListener("hashchange", takeScannedCode); // another slip, scanned into the same tab
})();
