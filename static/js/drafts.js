// Drafts: <form data-draft="DR-2026-0001"> keeps what is typed on this device at once and fires
// `wl:changed`; with hx-post and hx-trigger="wl:changed delay:800ms" the server keeps it as well.
// What the server never got comes back when the page is opened again.
(() => {
  "use strict";
  const { find, all, on, words, tell } = wl;
  const PREFIX = "wl:draft:";

  const keyOf = (form) => PREFIX + form.dataset.draft;
  const keep = (form) => {
    const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
    try {
      localStorage.setItem(keyOf(form), JSON.stringify(fields));
    } catch {
      // A full or forbidden storage must not stop anybody from typing.
    }
  };
  const forget = (form) => {
    try {
      localStorage.removeItem(keyOf(form));
    } catch {
      // The same.
    }
  };

  const saved = () => {
    const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    for (const state of all("[data-draft-state]")) state.textContent = `${words("saved")} ${time}`;
  };

  const bringBack = (form) => {
    let fields;
    try {
      fields = JSON.parse(localStorage.getItem(keyOf(form)));
    } catch {
      return;
    }
    let count = 0;
    for (const [name, value] of fields || []) {
      const field = form.elements[name];
      if (!field || field.type === "hidden" || field.value === undefined || field.value === value) continue;
      if (field instanceof RadioNodeList || field.type === "checkbox") continue;
      field.value = value;
      count += 1;
    }
    if (count) wl.toast(words("kept"), { tone: "info" });
  };

  on("input", "form[data-draft]", (event, form) => {
    if (event.isComposing) return;
    keep(form);
    if (!event.target.closest("[data-lines]")) tell(form, "wl:changed");
  });
  on("wl:changed", "form[data-draft]", (event, form) => keep(form));
  on("submit", "form[data-draft]", (event, form) => {
    if (!event.defaultPrevented) forget(form);
  });
  document.addEventListener("htmx:after:request", (event) => {
    const form = event.target.closest?.("form[data-draft]");
    const status = event.detail?.ctx?.response?.status;
    if (!form || !status || status >= 400) return;
    forget(form);
    saved();
  });

  if (!find("[data-errsum]")) all("form[data-draft]").forEach(bringBack);

  // A form beside the draft throws it away: it takes the version that the last save gave back.
  document.addEventListener("submit", (event) => {
    const thrower = event.target;
    const draft = find("form[data-draft]");
    if (!draft || thrower === draft || !thrower.getAttribute("action")?.endsWith("/discard")) return;
    thrower.elements.version.value = draft.elements.version.value;
  }, true);
})();
