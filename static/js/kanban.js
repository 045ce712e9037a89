// Boards: drag a card, or M (or its button) for a menu of columns. The card moves at once and goes
// back when the server refuses; Undo posts the reverse move. Without script every card has a form.
//   column  <section data-stage="qualified" data-name="…"> with <ul data-drop>
//   card    <article class="kb-card" id data-move-url data-version> in an <li>
// A column with data-ask="/loss" needs an answer first: the card's data-url + that path opens.
(() => {
  "use strict";
  const { find, all, on, words, say, post, succeeded, problemOf, isTyping } = wl;
  let dragged = null;

  const boardOf = (card) => card.closest("[data-kanban]");
  const columnsOf = (board) => all("[data-stage]", board);
  const columnOf = (card) => card.closest("[data-stage]");

  const recount = (board) => {
    for (const column of columnsOf(board)) {
      const count = find(".count", column);
      if (count) count.textContent = all("[data-drop] > li", column).length;
    }
  };

  const place = (item, list, before) => {
    list.insertBefore(item, before);
    recount(list.closest("[data-kanban]"));
    find(".kb-card", item).focus();
  };

  // The server gives the new version in a header; without one it is the next number.
  const send = async (card, stage) => {
    const response = await post(card.dataset.moveUrl, { stage, version: card.dataset.version || "" });
    if (!succeeded(response)) throw new Error(await problemOf(response));
    const version = response.headers.get("Wl-Version") || Number(card.dataset.version) + 1;
    if (card.dataset.version) card.dataset.version = version;
  };

  const move = async (card, column, isUndo = false) => {
    const item = card.closest("li");
    const from = columnOf(card);
    const next = item.nextElementSibling;
    if (from === column) return;
    if (column.dataset.ask) {
      location.assign(card.dataset.url + column.dataset.ask);
      return;
    }
    const list = item.parentNode;
    const target = find("[data-drop]", column);
    place(item, target, target.firstElementChild);
    try {
      await send(card, column.dataset.stage);
    } catch (error) {
      place(item, list, next?.parentNode === list ? next : null);
      wl.toast(error instanceof TypeError ? words("error") : error.message, { tone: "bad" });
      return;
    }
    const told = `${words("moved")} ${column.dataset.name}`;
    say(told);
    if (isUndo) return;
    wl.toast(`${find(".kb-t", card).textContent} → ${column.dataset.name}`, { undo: () => move(card, from, true) });
  };

  const openMenu = (card, anchor) => {
    find("#kb-menu")?.remove();
    const menu = document.createElement("div");
    menu.id = "kb-menu";
    menu.className = "pop";
    menu.popover = "auto";
    menu.setAttribute("role", "menu");
    for (const column of columnsOf(boardOf(card))) {
      const item = wl.button(column.dataset.name, "menu-i", () => {
        menu.hidePopover();
        move(card, column);
      });
      item.setAttribute("role", "menuitem");
      item.disabled = column.contains(card);
      menu.append(item);
    }
    find("main").append(menu);
    menu.showPopover();
    wl.placeUnder(menu, anchor);
    find("button:not(:disabled)", menu)?.focus();
  };

  const unmark = (except) => {
    for (const column of all(".kb-col.over")) if (column !== except) column.classList.remove("over");
  };

  on("dragstart", ".kb-card[draggable]", (event, card) => {
    dragged = card;
    card.classList.add("drag");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.id);
  });
  on("dragend", ".kb-card", (event, card) => {
    card.classList.remove("drag");
    unmark();
    dragged = null;
  });
  on("dragover", ".kb-col", (event, column) => {
    if (!dragged) return;
    event.preventDefault();
    unmark(column);
    column.classList.add("over");
  });
  on("drop", ".kb-col", (event, column) => {
    if (!dragged) return;
    event.preventDefault();
    move(dragged, column);
  });
  on("click", "[data-move]", (event, button) => openMenu(button.closest(".kb-card"), button));
  on("keydown", ".kb-card[draggable]", (event, card) => {
    if (event.key !== "m" || isTyping(event) || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    openMenu(card, card);
  });
})();
