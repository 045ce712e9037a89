/* The one script, in order. shared/web/assets.py joins these files when the app starts.
   Every file improves pages that already work as plain HTML. Listeners are delegated to the
   document and keyed by data-* attributes, so what htmx swaps in needs no set-up. */
@import "00-core.js";
@import "toasts.js";
@import "view-as.js";
@import "preferences.js";
@import "popovers.js";
@import "dialogs.js";
@import "palette.js";
@import "rows.js";
@import "live-lists.js";
@import "bulk.js";
@import "forms.js";
@import "combobox.js";
@import "order-lines.js";
@import "purchase-answers.js";
@import "drafts.js";
@import "autosave.js";
@import "kanban.js";
@import "search-ime.js";
@import "snippets.js";
@import "charts.js";
@import "upload.js";
@import "files.js";
@import "copy.js";
@import "network.js";
@import "htmx-glue.js";
