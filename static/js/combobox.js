// A text field that suggests: <input role="combobox" data-suggest="/catalogue/suggestions">.
// The answer to ?q= is a fragment of <li role="option" data-value="…">; choosing one writes the
// value and fires `change`. Quiet while an IME is composing. Enter never chooses from a list that
// answers an older text: whoever types faster than the answer comes keeps what was typed.
(() => {
  "use strict";
  const { find, all, on, words } = wl;
  const PAUSE = 200;
  const list = document.createElement("ul");
  list.id = "suggestions";
  list.className = "pop";
  list.popover = "manual";
  list.setAttribute("role", "listbox");
  find("main")?.append(list);
  let field = null;
  let answered = "";
  let current = -1;
  let timer;
  let running;

  const options = () => all("[role=option]", list);

  const close = () => {
    clearTimeout(timer);
    running?.abort();
    if (list.matches(":popover-open")) list.hidePopover();
    field?.setAttribute("aria-expanded", "false");
    field?.removeAttribute("aria-activedescendant");
    current = -1;
  };

  const pick = (place) => {
    const shown = options();
    if (!shown.length) return;
    current = (place + shown.length) % shown.length;
    shown.forEach((option, number) => option.setAttribute("aria-selected", String(number === current)));
    field.setAttribute("aria-activedescendant", shown[current].id);
    shown[current].scrollIntoView({ block: "nearest" });
  };

  // What each field that follows another has from it. Kept here: a form that was refused is drawn anew.
  const followed = new Map();

  // <input data-follows="f-counterparty" data-part="currency"> takes data-currency of what was chosen
  // there, unless somebody has typed something else.
  const follow = (chosen, option) => {
    for (const other of all(`[data-follows="${chosen.id}"]`)) {
      const value = option.dataset[other.dataset.part];
      if (!value || (other.value && other.value !== followed.get(other.id))) continue;
      other.value = value;
      followed.set(other.id, value);
    }
  };

  const choose = (option) => {
    const chosen = field;
    chosen.value = option.dataset.value;
    close();
    follow(chosen, option);
    chosen.dispatchEvent(new Event("change", { bubbles: true }));
    chosen.dispatchEvent(new CustomEvent("wl:chosen", { bubbles: true }));
  };

  const mark = () => {
    field.setAttribute("aria-expanded", "true");
    field.setAttribute("aria-controls", list.id);
  };

  const show = (html, asked) => {
    list.innerHTML = html;
    answered = asked;
    const shown = options();
    if (!shown.length) return close();
    shown.forEach((option, number) => {
      option.classList.add("menu-i");
      option.id = "suggestion-" + number;
    });
    list.setAttribute("aria-label", field.getAttribute("aria-label") || words("results"));
    mark();
    list.showPopover();
    wl.placeUnder(list, field);
    pick(0);
  };

  const ask = async (asking) => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const asked = asking.value.trim();
    const url = asking.dataset.suggest + "?" + new URLSearchParams({ q: asked });
    try {
      const response = await fetch(url, { signal, headers: { "HX-Request": "true", "HX-Request-Type": "partial" } });
      if (response.ok && document.activeElement === asking) show(await response.text(), asked);
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  on("input", "[data-suggest]", (event, input) => {
    if (event.isComposing) return;
    field = input;
    clearTimeout(timer);
    if (!input.value.trim()) return close();
    timer = setTimeout(() => ask(input), PAUSE);
  });
  on("compositionend", "[data-suggest]", (event, input) => input.dispatchEvent(new Event("input", { bubbles: true })));
  // A form that saved itself meanwhile is drawn with a closed field: the list beside it is still open.
  document.addEventListener("htmx:after:swap", () => {
    if (!field || !list.matches(":popover-open")) return;
    if (document.activeElement !== field) return close();
    mark();
    pick(current);
  });
  on("focusout", "[data-suggest]", () => setTimeout(close, 120));
  on("keydown", "[data-suggest]", (event, input) => {
    if (event.isComposing || input !== field || !list.matches(":popover-open")) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) pick(current + step);
    else if (event.key === "Enter" && answered !== input.value.trim()) return close();
    else if (event.key === "Enter" && current >= 0) choose(options()[current]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  on("pointerdown", "#suggestions [role=option]", (event, option) => {
    event.preventDefault();
    choose(option);
  });
})();
