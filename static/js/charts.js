// Charts (data-chart): read the values of a column with the pointer or the arrow keys.
(() => {
  "use strict";
  const { find, all, on, say } = wl;
  const places = new WeakMap();

  const tipOf = (figure) => {
    let tip = find(".chart-tip", figure);
    if (tip) return tip;
    tip = document.createElement("div");
    tip.className = "chart-tip";
    tip.setAttribute("aria-hidden", "true");
    figure.append(tip);
    return tip;
  };

  const show = (figure, wished) => {
    const columns = all(".col", figure);
    if (!columns.length) return "";
    const place = Math.max(0, Math.min(columns.length - 1, wished));
    places.set(figure, place);
    columns.forEach((column, number) => column.classList.toggle("on", number === place));
    const tip = tipOf(figure);
    tip.textContent = columns[place].dataset.tip;
    const frame = figure.getBoundingClientRect();
    const hit = find(".hit", columns[place]).getBoundingClientRect();
    const middle = hit.left - frame.left + hit.width / 2;
    tip.style.left = Math.max(48, Math.min(middle, frame.width - 56)) + "px";
    tip.style.top = hit.top - frame.top + 24 + "px";
    return tip.textContent;
  };

  const hide = (figure) => {
    find(".chart-tip", figure)?.remove();
    for (const column of all(".on", figure)) column.classList.remove("on");
  };

  on("pointermove", "[data-chart] .col", (event, column) => {
    const figure = column.closest("[data-chart]");
    show(figure, all(".col", figure).indexOf(column));
  });
  on("pointerout", "[data-chart]", (event, figure) => {
    if (!figure.contains(event.relatedTarget)) hide(figure);
  });
  on("keydown", "[data-chart]", (event, figure) => {
    if (event.target !== figure) return;
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (event.key === "Escape") hide(figure);
    if (!step) return;
    event.preventDefault();
    say(show(figure, (places.get(figure) ?? -1) + step).replaceAll("\n", ", "));
  });
})();
