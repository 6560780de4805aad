/* Files are sent as soon as they are chosen, dropped or taken, each piece by piece, and go on
   where they stopped when the connection was lost or the page was loaded anew. Without this
   script the field is part of its form. docs/interface.md tells the attributes. */
"use strict";

(() => {
  const COLON = document.documentElement.lang.startsWith("zh") ? "：" : ": ";
  const AT_ONCE = 2;
  const LONGEST_PAUSE = 30000; // milliseconds between two attempts
  const LONGEST_ATTEMPT = 90000; // a piece on a very slow line
  const TRIED_AGAIN = [408, 425, 429, 500, 502, 503, 504];

  class NotTaken extends Error {
    constructor(words, canBeTriedAgain = false) {
      super(words);
      this.canBeTriedAgain = canBeTriedAgain;
    }
  }

  const sized = (bytes) =>
    bytes < 1024 * 1024
      ? `${Math.ceil(bytes / 1024)} KB`
      : `${(bytes / 1024 / 1024).toFixed(1)} MB`;

  const element = (name, className, text = "") => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };

  const pageNow = async () => {
    const response = await fetch(location.href, { credentials: "same-origin" });
    return new DOMParser().parseFromString(await response.text(), "text/html");
  };

  const token = () => document.querySelector("[name=csrfmiddlewaretoken]");

  /* Nothing where the browser cannot work it out: outside https there is no crypto.subtle. */
  async function digestOf(file) {
    if (!window.crypto?.subtle) return "";
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function uploadField(drop) {
    const form = drop.closest("form");
    const rows = drop.parentElement.querySelector("[data-upload-rows]");
    const said = drop.parentElement.querySelector("[data-upload-said]");
    const waitingRows = [];
    const running = new Set();
    let pressed = null; // the button that waits until the files are there
    let refreshing = null;

    const say = (name, values = {}) =>
      Object.entries(values).reduce(
        (text, [key, value]) => text.replace(`{${key}}`, () => value),
        drop.getAttribute(`data-word-${name}`) || "",
      );
    const isBusy = () => running.size + waitingRows.length > 0;

    // ---------------------------------------------------------------- what is shown
    function rowFor(file) {
      const item = element("li", "");
      const kind = element("span", "ft", file.name.split(".").pop().slice(0, 4).toUpperCase());
      kind.setAttribute("aria-hidden", "true");
      const bar = element("progress", "");
      bar.max = file.size || 1;
      bar.value = 0;
      bar.setAttribute("aria-label", file.name);
      const row = { file, item, bar, note: element("span", "mt"), actions: element("span", "ac") };
      item.append(kind, element("span", "nm", file.name), bar, row.note, row.actions);
      rows.append(item);
      rows.hidden = false;
      return row;
    }

    function button(row, name, act) {
      const made = element("button", "btn btn-quiet btn-s", say(name));
      made.type = "button";
      made.append(element("span", "vh", ` ${row.file.name}`));
      made.addEventListener("click", act);
      row.actions.replaceChildren(made);
    }

    /* Each state is said once to those who listen; how far it is, only shown. */
    function show(row, state, text) {
      row.note.textContent = text;
      if (row.state !== state) said.textContent = `${row.file.name}${COLON}${text}`;
      row.state = state;
      row.item.dataset.state = state;
    }

    function showProgress(row, offset) {
      row.bar.value = offset;
      const percent = Math.floor((100 * offset) / row.file.size);
      const values = { percent, sent: sized(offset), size: sized(row.file.size) };
      if (offset < row.file.size) show(row, "sending", say("sending", values));
      else show(row, "checking", say("checking"));
    }

    // ---------------------------------------------------------------- sending
    function add(files) {
      for (const file of files) {
        const row = rowFor(file);
        if (file.size > Number(drop.dataset.most)) refuse(row, new NotTaken(say("too-large")));
        // Whether there is room, the portal says: a file that it has needs none.
        else line(row);
      }
    }

    function line(row) {
      row.stop = new AbortController();
      row.bar.hidden = false;
      row.note.classList.remove("bad");
      show(row, "waiting", say("waiting"));
      button(row, "cancel", () => cancel(row));
      waitingRows.push(row);
      next();
    }

    function next() {
      while (running.size < AT_ONCE && waitingRows.length) {
        const row = waitingRows.shift();
        running.add(row);
        send(row)
          .catch((error) => !row.stop.signal.aborted && refuse(row, error))
          .finally(() => {
            running.delete(row);
            next();
            if (!isBusy() && pressed) goOn();
          });
      }
    }

    async function send(row) {
      const { file } = row;
      const announced = { name: file.name, size: file.size, mark: `${file.lastModified}` };
      if (drop.dataset.entry) announced.entry = drop.dataset.entry;
      announced.sha256 = await readable(() => digestOf(file));
      row.url = null;
      let answer = await ask(row, drop.dataset.upload, { body: new URLSearchParams(announced) });
      while (answer.state === "coming") {
        if (answer.url) [row.url, row.cancelUrl] = [answer.url, answer.cancel];
        const { offset } = answer;
        showProgress(row, offset);
        const piece = file.slice(offset, offset + Number(drop.dataset.piece));
        const body = await readable(() => piece.arrayBuffer());
        const headers = { "Content-Type": "application/octet-stream", "Upload-Offset": `${offset}` };
        answer = await ask(row, row.url, { body, headers });
      }
      await stored(row, answer.told);
    }

    async function readable(read) {
      try {
        return await read();
      } catch {
        throw new NotTaken(say("unreadable"));
      }
    }

    /* Until there is an answer. After a lost connection the portal is asked how far it is. */
    async function ask(row, address, { body, headers }) {
      let options = { method: "POST", body, headers };
      let pause = 1000;
      let tokens = 0;
      for (;;) {
        try {
          const response = await attempt(row, address, options);
          const isAnswer = response.headers.get("Content-Type")?.startsWith("application/json");
          if (isAnswer && !TRIED_AGAIN.includes(response.status)) {
            const answer = await response.json();
            if (answer.state === "refused") throw new NotTaken(answer.told);
            if (response.status === 507) throw new NotTaken(answer.told, true);
            if (response.status !== 400) return answer;
          } else if (response.redirected) {
            show(row, "signed-out", say("signed-out"));
          } else if (response.status === 403 && !tokens) {
            const token = await window.harmonyToken.renew();
            if (token === "fresh") {
              tokens += 1;
              continue;
            }
            show(row, token, say(token));
          } else if (response.status === 404 || response.status === 403) {
            throw new NotTaken(say("gone"), true);
          } else throw new Error("later");
        } catch (error) {
          if (error instanceof NotTaken || row.stop.signal.aborted) throw error;
          show(row, "lost", say("lost"));
        }
        await connectionOr(pause, row.stop.signal);
        if (row.stop.signal.aborted) throw new Error("cancelled");
        pause = Math.min(pause * 2, LONGEST_PAUSE);
        if (row.url) [address, options] = [row.url, { method: "GET" }];
      }
    }

    async function attempt(row, address, options) {
      const stop = new AbortController();
      const abort = () => stop.abort();
      const limit = setTimeout(abort, LONGEST_ATTEMPT);
      row.stop.signal.addEventListener("abort", abort, { once: true });
      try {
        return await fetch(address, {
          ...options,
          headers: { ...options.headers, "X-CSRFToken": token().value },
          credentials: "same-origin",
          signal: stop.signal,
        });
      } finally {
        clearTimeout(limit);
        row.stop.signal.removeEventListener("abort", abort);
      }
    }

    function connectionOr(pause, signal) {
      return new Promise((go) => {
        const done = () => {
          clearTimeout(timer);
          window.removeEventListener("online", done);
          go();
        };
        const timer = setTimeout(done, pause);
        window.addEventListener("online", done);
        signal.addEventListener("abort", done, { once: true });
      });
    }

    // ---------------------------------------------------------------- how it ends
    async function stored(row, told) {
      row.bar.hidden = true;
      row.actions.replaceChildren();
      show(row, "stored", told ? `${say("stored")} ${told}` : say("stored"));
      await refresh().catch(() => {}); // it is stored; the list shows it when it is loaded again
      if (drop.dataset.entry && !told) row.item.remove();
      rows.hidden = !rows.childElementCount;
    }

    function refuse(row, error) {
      const isKnown = error instanceof NotTaken;
      row.bar.hidden = true;
      row.note.classList.add("bad");
      show(row, "refused", say("refused", { reason: isKnown ? error.message : say("gone") }));
      if (!isKnown || error.canBeTriedAgain) button(row, "again", () => line(row));
      else row.actions.replaceChildren();
    }

    function cancel(row) {
      row.stop.abort();
      const place = waitingRows.indexOf(row);
      if (place >= 0) waitingRows.splice(place, 1);
      if (row.cancelUrl) {
        const headers = { "X-CSRFToken": token().value };
        fetch(row.cancelUrl, { method: "POST", headers, keepalive: true }).catch(() => {});
      }
      row.bar.hidden = true;
      show(row, "cancelled", say("cancelled"));
      row.actions.replaceChildren();
      input.focus();
    }

    /* The list and the room that is left, as the portal shows them now; what is typed stays. */
    async function refresh() {
      while (refreshing) await refreshing;
      refreshing = replaceParts().finally(() => {
        refreshing = null;
      });
      await refreshing;
    }

    async function replaceParts() {
      const page = await pageNow();
      for (const id of drop.dataset.refresh.split(" ")) {
        const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
        if (!old || !fresh) continue;
        const hadFocus = old.contains(document.activeElement);
        old.replaceWith(document.adoptNode(fresh));
        window.htmx?.process(fresh);
        if (hadFocus) input.focus();
      }
      drop.dispatchEvent(new CustomEvent("arrived", { bubbles: true }));
    }

    // ---------------------------------------------------------------- where they come from
    const input = drop.querySelector("input[type=file]");
    for (const field of drop.querySelectorAll("input[type=file]")) {
      field.addEventListener("change", () => {
        add([...field.files]);
        field.value = ""; // so that the form does not send them once more
      });
    }
    drop.addEventListener("dragover", () => drop.classList.add("over"));
    for (const over of ["dragleave", "drop"]) {
      drop.addEventListener(over, () => drop.classList.remove("over"));
    }
    drop.addEventListener("drop", (event) => add([...event.dataTransfer.files]));
    // A file that misses the field would be opened in the place of the page.
    for (const name of ["dragover", "drop"]) {
      window.addEventListener(name, (event) => {
        if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
      });
    }

    // ---------------------------------------------------------------- leaving
    /* Before every other script: a form waits for its files, unless one presses once more. */
    document.addEventListener(
      "submit",
      (event) => {
        if (event.target !== form || !isBusy() || pressed) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        pressed = { button: event.submitter };
        said.classList.remove("vh");
        said.textContent = say("wait");
      },
      true,
    );
    function goOn() {
      if (rows.querySelector("[data-state=refused]")) pressed = null; // told here, and nowhere else
      else form.requestSubmit(pressed.button);
    }
    window.addEventListener("beforeunload", (event) => {
      if (isBusy() && !pressed) event.preventDefault();
    });

    // What was taken is shown beneath, so the camera needs no more than its button.
    const camera = drop.querySelector("[capture]");
    camera.classList.add("vh");
    camera.labels[0].classList.add("btn");
    for (const part of document.querySelectorAll("[data-with-script]")) part.hidden = false;
    for (const part of document.querySelectorAll("[data-without-script]")) part.hidden = true;
  }

  document.querySelectorAll("[data-upload]").forEach(uploadField);
})();
