// Theme and density change at once; the server is told in the background and remembers.
(() => {
  "use strict";
  const { find, all, on, post } = wl;
  const MEDIA = { light: "not all", dark: "screen", auto: "screen and (prefers-color-scheme: dark)" };

  on("submit", "form[data-preferences]", (event, form) => {
    const chosen = event.submitter;
    if (!chosen) return;
    event.preventDefault();
    if (chosen.name === "theme") find("#dark-css").media = MEDIA[chosen.value];
    if (chosen.name === "density") document.documentElement.dataset.density = chosen.value;
    for (const other of all(`button[name=${chosen.name}]`, form)) {
      other.setAttribute("aria-pressed", String(other === chosen));
    }
    form.closest("[popover]")?.hidePopover();
    post(form.action, { [chosen.name]: chosen.value, next: form.elements.next.value });
  });
})();
