// Files: drop them on a .drop label; <form data-upload> shows progress. fetch reports none for
// uploads, so this one place uses XMLHttpRequest. Without script the form is sent as it stands.
(() => {
  "use strict";
  const { find, on, words } = wl;

  on("dragover", ".drop", (event, zone) => {
    event.preventDefault();
    zone.classList.add("over");
  });
  on("dragleave", ".drop", (event, zone) => zone.classList.remove("over"));
  on("drop", ".drop", (event, zone) => {
    event.preventDefault();
    zone.classList.remove("over");
    const field = find("input[type=file]", zone);
    if (!field) return;
    field.files = event.dataTransfer.files;
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  on("change", ".drop input[type=file]", (event, field) => {
    const names = find("[data-file-names]", field.closest(".drop"));
    if (names) names.textContent = [...field.files].map((file) => file.name).join(", ");
  });

  const answered = (form, request) => {
    const page = new DOMParser().parseFromString(request.responseText, "text/html");
    if (request.status < 400) {
      location.assign(request.responseURL);
      return;
    }
    const again = request.status === 422 && find("form[data-upload]", page);
    if (again) form.replaceWith(document.adoptNode(again));
    else wl.toast(find("[data-problem]", page)?.textContent.trim() || words("error"), { tone: "bad" });
    find("[data-errsum]")?.focus();
  };

  on("submit", "form[data-upload]", (event, form) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const bar = find("[data-progress] rect", form);
    const request = new XMLHttpRequest();
    request.upload.addEventListener("progress", (step) => {
      bar?.setAttribute("width", (step.loaded / step.total * 100).toFixed(1) + "%");
    });
    request.addEventListener("load", () => answered(form, request));
    request.addEventListener("error", () => wl.toast(words("error"), { tone: "bad" }));
    request.open("POST", form.action);
    request.send(new FormData(form, event.submitter));
  });
})();
