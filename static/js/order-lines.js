// The editor of order lines: <form> with <tbody data-lines> and <template data-line-template>.
// Names are line-<n>-sku and line-<n>-quantity; the template writes __n__ for the number.
// The server counts: every change fires `wl:changed` on the form, and the form posts its draft.
(() => {
  "use strict";
  const { find, all, on, words, say, tell } = wl;
  const SKU = "[data-lines] [name$='-sku']";
  const QUANTITY = "[data-lines] [data-quantity]";

  // The popover one pastes into stands beside the form, so that a saved draft does not close it.
  const linesOf = (element) => find("[data-lines]", element.closest("form") || document);
  const changed = (lines) => tell(lines.closest("form"), "wl:changed");

  const nextNumber = (lines) => {
    const numbers = all("[name^='line-']", lines).map((field) => parseInt(field.name.split("-")[1], 10));
    return Math.max(-1, ...numbers) + 1;
  };

  const addLine = (lines, sku = "", quantity = "") => {
    const template = find("template[data-line-template]", lines.closest("form"));
    const number = nextNumber(lines);
    const holder = document.createElement("tbody");
    holder.innerHTML = template.innerHTML.replaceAll("__n__", number);
    const row = holder.firstElementChild;
    lines.append(row);
    find("[name$='-sku']", row).value = sku;
    if (quantity) find("[data-quantity]", row).value = quantity;
    window.htmx?.process(row);
    return row;
  };

  const addRows = (lines, text) => {
    const rows = text.split(/\r?\n/)
      .map((line) => line.trim().split(/[\t,;，；]|\s{2,}/).map((cell) => cell.trim()))
      .filter((cells) => /[\w\u4e00-\u9fff]/.test(cells[0] || ""));
    for (const empty of all("[data-line]", lines)) {
      if (!find("[name$='-sku']", empty).value.trim()) empty.remove();
    }
    for (const [sku, quantity] of rows) addLine(lines, sku, quantity || "1");
    const told = `${words("pasted")} ${rows.length}`;
    say(told);
    wl.toast(told);
    changed(lines);
    return rows.length;
  };

  const step = (button) => {
    const box = button.closest("[data-pack]");
    const field = find("[data-quantity]", box);
    const pack = Number(box.dataset.pack) || 1;
    const now = Number(field.value.replaceAll(",", "")) || 0;
    const steps = now / pack + Number(button.dataset.step);
    const whole = button.dataset.step > 0 ? Math.floor(steps + 1e-9) : Math.ceil(steps - 1e-9);
    field.value = Math.max(pack, whole * pack);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };

  const remove = (row) => {
    const lines = row.parentNode;
    const next = row.nextElementSibling;
    row.remove();
    if (!find("[data-line]", lines)) addLine(lines);
    find("input", next || lines)?.focus();
    changed(lines);
    wl.toast(words("removed"), {
      undo: () => {
        lines.insertBefore(row, next?.isConnected ? next : null);
        find("input", row)?.focus();
        changed(lines);
      },
    });
  };

  const toNextLine = (field) => {
    const lines = linesOf(field);
    const row = field.closest("[data-line]").nextElementSibling || addLine(lines);
    find("[name$='-sku']", row)?.focus();
  };

  on("click", "[data-step]", (event, button) => step(button));
  on("click", "[data-add-line]", (event, button) => {
    event.preventDefault();
    find("[name$='-sku']", addLine(linesOf(button))).focus();
  });
  on("click", "[data-remove-line]", (event, button) => {
    event.preventDefault();
    remove(button.closest("[data-line]"));
  });
  on("click", "[data-paste-add]", (event, button) => {
    const popover = button.closest(".pop");
    const field = find("textarea", popover);
    if (!addRows(linesOf(button), field.value)) return;
    field.value = "";
    popover.hidePopover();
  });
  on("wl:chosen", SKU, (event, field) => find("[data-quantity]", field.closest("[data-line]")).select());
  on("keydown", QUANTITY, (event, field) => {
    if (event.key !== "Enter" || event.isComposing || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    toNextLine(field);
  });
  on("keydown", SKU, (event, field) => {
    if (event.key !== "Enter" || event.isComposing || event.defaultPrevented || event.ctrlKey) return;
    event.preventDefault();
    find("[data-quantity]", field.closest("[data-line]"))?.select();
  });
  on("paste", SKU, (event, field) => {
    const text = event.clipboardData.getData("text");
    if (!/[\t\n]/.test(text.trim())) return;
    event.preventDefault();
    addRows(linesOf(field), text);
  });
  on("input", "[data-lines]", (event, lines) => {
    if (!event.isComposing) changed(lines);
  });
  on("change", "[data-lines]", (event, lines) => changed(lines));
})();
