// Every form: Ctrl Enter sends it, a second click sends nothing, a button in an error fixes it.
(() => {
  "use strict";
  const { find, all, on } = wl;

  on("keydown", "form[method=post]", (event, form) => {
    if (!(event.ctrlKey || event.metaKey) || event.key !== "Enter" || event.isComposing) return;
    if (event.defaultPrevented) return;
    event.preventDefault();
    form.requestSubmit();
  });

  // htmx prevents the default and has hx-disable; this is for plain forms.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.target || "repeatable" in form.dataset) return;
    if (form.dataset.busy) {
      event.preventDefault();
      return;
    }
    form.dataset.busy = "1";
    find("#topload")?.classList.add("on");
    setTimeout(() => {
      for (const button of all("[type=submit]", form)) button.setAttribute("aria-disabled", "true");
    });
  });

  // Back from the next page, out of the browser's memory: the form is free again.
  addEventListener("pageshow", () => {
    find("#topload")?.classList.remove("on");
    for (const form of all("form[data-busy]")) {
      delete form.dataset.busy;
      for (const button of all("[type=submit]", form)) button.removeAttribute("aria-disabled");
    }
  });

  on("click", "[data-fix]", (event, fix) => {
    const field = document.getElementById(fix.dataset.for);
    field.value = fix.dataset.fix;
    field.removeAttribute("aria-invalid");
    fix.closest(".field-bad")?.classList.remove("field-bad");
    fix.closest(".err")?.remove();
    const summary = find("[data-errsum]");
    find(`a[href="#${field.id}"]`, summary || document)?.closest("li")?.remove();
    if (summary && !find("li", summary)) summary.remove();
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });

  // Filters: a select or tick with data-submits sends its form when it changes; a path there is that
  // of the button (its formaction) which sends it.
  on("change", "[data-submits]", (event, field) => {
    const path = field.dataset.submits;
    field.form.requestSubmit(path ? find(`[type=submit][formaction="${path}"]`, field.form) : null);
  });
})();
