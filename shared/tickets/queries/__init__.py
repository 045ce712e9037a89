"""Reading support: `lists` and `threads` of requests, `attention`, articles, snippets, promises."""
