// Files of a form: each is sent by itself as soon as it is chosen, dropped, pasted or photographed,
// with a bar, Cancel and Try again. What comes back is a row that carries the hidden id.
(() => {
  "use strict";
  const { find, all, on, words, say, icon, button } = wl;
  const running = new WeakMap();

  const sizeOf = (bytes) => bytes < 1e6 ? Math.ceil(bytes / 1e3) + " KB" : (bytes / 1e6).toFixed(1) + " MB";

  const bar = () => {
    const meter = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    meter.setAttribute("class", "meter meter-sm");
    meter.setAttribute("aria-hidden", "true");
    const filled = document.createElementNS("http://www.w3.org/2000/svg", "rect");
    filled.setAttribute("height", "100%");
    filled.setAttribute("width", "0");
    meter.append(filled);
    return meter;
  };

  const iconButton = (label, act) => {
    const made = button("", "btn btn-ghost btn-icon btn-sm", act);
    made.append(icon("x"));
    made.setAttribute("aria-label", label);
    return made;
  };

  // The row of a file that is not there yet; `act` stands at its end.
  const drawn = (row, file, note, ...acts) => {
    const name = document.createElement("span");
    const faint = document.createElement("span");
    faint.className = "faint num";
    faint.textContent = note || sizeOf(file.size);
    name.append(file.name, " ", faint);
    const end = document.createElement("span");
    end.className = "row nowrap-row";
    end.append(...acts);
    row.replaceChildren(icon("upload"), name, end);
  };

  const failed = (zone, row, file, sentence, mayRetry) => {
    row.classList.add("file-bad");
    delete row.dataset.sending;
    const remove = iconButton(`${zone.dataset.remove} ${file.name}`, () => gone(zone, row));
    const retry = button(zone.dataset.retry, "btn btn-sm", () => send(zone, file, row));
    drawn(row, file, sentence, ...(mayRetry ? [retry] : []), remove);
    say(`${file.name}: ${sentence}`);
    stop(zone);
  };

  // A form whose button was pressed while files are on their way: zone → what was pressed and what it said.
  const waiting = new Map();

  const release = (zone) => {
    const { button: pressed, said } = waiting.get(zone);
    waiting.delete(zone);
    pressed?.removeAttribute("aria-disabled");
    pressed?.replaceChildren(...said);
    return pressed;
  };

  // The last file arrived: the form leaves by itself.
  const settle = (zone) => {
    if (!waiting.has(zone) || find("[data-sending]", zone)) return;
    const pressed = release(zone);
    zone.closest("form")?.requestSubmit(pressed?.isConnected ? pressed : null);
  };

  // One did not: whoever sends the form decides again, with the file's own sentence before her.
  const stop = (zone) => {
    if (!waiting.has(zone)) return;
    release(zone);
    wl.toast(zone.dataset.stopped, { tone: "bad" });
  };

  // How much of all files of a zone has been sent, on the button that waits for them.
  const tell = (zone) => {
    const pressed = waiting.get(zone)?.button;
    if (!pressed) return;
    const parts = all("[data-sending]", zone).map((row) => row.dataset.sending.split("/").map(Number));
    const [sent, total] = parts.reduce((sum, part) => [sum[0] + part[0], sum[1] + part[1]], [0, 0]);
    pressed.textContent = `${zone.dataset.wait} ${total ? Math.floor(100 * sent / total) : 0}%`;
  };

  const gone = (zone, row) => {
    running.get(row)?.abort();
    row.remove();
    settle(zone);
    if (zone.isConnected) find("input[type=file]", zone).focus();
  };

  const arrived = (zone, row, file, request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    const made = find("[data-file]", page);
    if (request.status === 200 && made) {
      row.replaceWith(document.adoptNode(made));
      say(`${zone.dataset.sent} ${file.name}`);
      zone.dispatchEvent(new Event("wl:changed", { bubbles: true }));
      settle(zone);
      return;
    }
    const sentence = find("[data-problem]", page)?.textContent.trim() || words("error");
    failed(zone, row, file, sentence, request.status >= 500);
  };

  const send = (zone, file, row) => {
    if (file.size > Number(zone.dataset.limit)) {
      failed(zone, row, file, zone.dataset.tooLarge, false);
      return;
    }
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file, file.name);
    row.classList.remove("file-bad");
    row.dataset.sending = `0/${file.size}`;
    drawn(row, file, "", iconButton(`${words("cancel")} ${file.name}`, () => gone(zone, row)));
    row.append(bar());
    running.set(row, request);
    request.upload.addEventListener("progress", (step) => {
      find("rect", row)?.setAttribute("width", (step.loaded / step.total * 100).toFixed(1) + "%");
      row.dataset.sending = `${step.loaded}/${step.total}`;
      tell(zone);
    });
    request.addEventListener("load", () => arrived(zone, row, file, request));
    request.addEventListener("error", () => failed(zone, row, file, words("error"), true));
    request.open("POST", "/uploads");
    request.send(body);
  };

  const take = (zone, files) => {
    const rows = find("[data-file-rows]", zone);
    for (const file of files) {
      if (rows.children.length >= Number(zone.dataset.most)) {
        wl.toast(zone.dataset.tooMany, { tone: "bad" });
        return;
      }
      const row = document.createElement("li");
      row.className = "file";
      rows.append(row);
      send(zone, file, row);
    }
  };

  // The field is emptied at once: the form sends ids, not the bytes a second time.
  on("change", "[data-files] input[type=file]", (event, field) => {
    const files = [...field.files];
    field.value = "";
    take(field.closest("[data-files]"), files);
  });

  on("paste", "form", (event, form) => {
    const zone = find("[data-files]", form);
    const files = [...event.clipboardData.files];
    if (!zone || !files.length) return;
    event.preventDefault();
    take(zone, files);
  });

  on("click", "[data-file-remove]", (event, press) => {
    const row = press.closest("[data-file]");
    const zone = row.closest("[data-files]");
    wl.post(`/uploads/${row.dataset.file}/removal`, {});
    gone(zone, row);
  });

  // A form waits for files that are on their way, then leaves: one press is enough.
  on("submit", "form", (event, form) => {
    const zone = find("[data-files]", form);
    if (!zone || !find("[data-sending]", zone)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (waiting.has(zone)) return;
    const { submitter } = event;
    waiting.set(zone, { button: submitter, said: submitter ? [...submitter.childNodes] : [] });
    submitter?.setAttribute("aria-disabled", "true");
    say(zone.dataset.then);
    tell(zone);
  }, true);
})();
