// A view of the portal: what would change something says so at once instead of being sent. The server
// refuses it in any case.
(() => {
  "use strict";
  const { find, all } = wl;
  const banner = find("[data-view-as]");
  if (!banner) return;

  const writes = (form) => form.method === "post" && !form.matches("[data-leave]");
  const say = () => wl.toast(banner.dataset.viewAs, { tone: "info" });

  const mark = () => {
    for (const form of all("form[method=post]")) {
      if (!writes(form)) continue;
      for (const button of form.elements) if (button.type === "submit") button.setAttribute("aria-disabled", "true");
    }
  };

  // In the capture phase, before anything is kept, marked as busy or sent.
  document.addEventListener("submit", (event) => {
    if (!writes(event.target)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    say();
  }, true);
  // What a page would send by itself stays here, and nobody is told.
  document.addEventListener("htmx:before:request", (event) => {
    const method = event.detail?.ctx?.request?.method;
    if (method && method.toUpperCase() !== "GET") event.preventDefault();
  });
  document.addEventListener("htmx:after:swap", mark);
  mark();
})();
