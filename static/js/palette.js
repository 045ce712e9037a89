// Ctrl K: filter the entries of the navigation while typing; htmx fetches what the server finds.
(() => {
  "use strict";
  const { find, all, on } = wl;
  const palette = find("#palette");
  if (!palette) return;
  const field = find("#palette-q");
  let current = -1;

  const options = () => all("[role=option]", palette).filter((option) => !option.hidden);

  const pick = (place) => {
    const shown = options();
    current = shown.length ? (place + shown.length) % shown.length : -1;
    const chosen = shown[current];
    for (const option of all("[role=option]", palette)) {
      option.setAttribute("aria-selected", String(option === chosen));
    }
    if (!chosen) return field.removeAttribute("aria-activedescendant");
    chosen.id ||= "palette-option-" + current;
    field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  };

  const filter = () => {
    const wanted = field.value.trim().toLowerCase();
    for (const group of all("[role=group]", palette)) {
      if (group.closest("#search-results")) continue;
      const entries = all("[role=option]", group);
      for (const entry of entries) entry.hidden = !entry.textContent.toLowerCase().includes(wanted);
      group.hidden = entries.every((entry) => entry.hidden);
    }
    pick(0);
  };

  const open = () => {
    if (palette.open) return;
    palette.showModal();
    field.value = "";
    find("#search-results").replaceChildren();
    filter();
  };

  on("click", "[data-palette]", open);
  field.addEventListener("input", filter);
  document.addEventListener("htmx:after:swap", () => {
    if (palette.open) pick(0);
  });
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) pick(current + step);
    else if (event.key === "Enter") options()[current]?.click();
    else return;
    event.preventDefault();
  });
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "k") return;
    event.preventDefault();
    open();
  });
})();
