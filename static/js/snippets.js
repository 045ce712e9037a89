// Canned answers: `/` at the start of a word in <textarea data-snippets="/snippets/offers?…"> offers
// those that fit what is typed after it. Arrows choose, Enter or Tab takes, Escape leaves it typed.
(() => {
  "use strict";
  const { find, all, on, words } = wl;
  const TYPED = /(?:^|\s)\/([\p{L}\p{N}_-]*)$/u;
  const list = document.createElement("ul");
  list.id = "snippet-offers";
  list.className = "pop";
  list.popover = "manual";
  list.setAttribute("role", "listbox");
  find("main")?.append(list);
  let field = null;
  let current = 0;
  let running;
  let asked = "";
  let shownFor = null;
  let takesNext = false; // Enter came before the offers for what is typed now

  const options = () => all("[role=option]", list);
  const isOpen = () => list.matches(":popover-open");
  const typed = (area) => TYPED.exec(area.value.slice(0, area.selectionStart));

  const close = () => {
    running?.abort();
    if (isOpen()) list.hidePopover();
    field?.removeAttribute("aria-controls");
  };

  const mark = (place) => {
    const shown = options();
    current = (place + shown.length) % shown.length;
    shown.forEach((option, n) => option.setAttribute("aria-selected", String(n === current)));
    shown[current].scrollIntoView({ block: "nearest" });
  };

  const take = (option) => {
    const match = typed(field);
    if (match) {
      const end = field.selectionStart;
      field.setRangeText(option.dataset.value, end - match[1].length - 1, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    close();
    field.focus();
  };

  const show = (html) => {
    list.innerHTML = html;
    const shown = options();
    if (!shown.length) return close();
    shown.forEach((option) => option.classList.add("menu-i"));
    list.setAttribute("aria-label", words("results"));
    field.setAttribute("aria-controls", list.id);
    list.showPopover();
    wl.placeUnder(list, field);
    mark(0);
    shownFor = asked;
    if (takesNext) take(shown[0]);
  };

  const ask = async (area) => {
    const match = typed(area);
    takesNext = false;
    if (!match) return close();
    field = area;
    asked = match[1];
    running?.abort();
    running = new AbortController();
    const url = new URL(area.dataset.snippets, location.origin);
    url.searchParams.set("q", match[1]);
    try {
      const answer = await fetch(url, { signal: running.signal });
      if (answer.ok && document.activeElement === area) show(await answer.text());
      else close();
    } catch (error) {
      if (error.name !== "AbortError") close();
    }
  };

  on("input", "[data-snippets]", (event, area) => {
    if (!event.isComposing) ask(area);
  });
  on("focusout", "[data-snippets]", () => setTimeout(close, 120));
  document.addEventListener("keydown", (event) => {
    if (!event.target.closest?.("[data-snippets]") || event.isComposing || !isOpen()) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(current + step);
    else if ((event.key === "Enter" || event.key === "Tab") && !event.ctrlKey && !event.metaKey) {
      if (shownFor === asked) take(options()[current]);
      else takesNext = true;
    }
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  on("pointerdown", "#snippet-offers [role=option]", (event, option) => {
    event.preventDefault();
    take(option);
  });
})();
