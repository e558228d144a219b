const base =
  "default-src 'none'; img-src data: blob:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/** Content security policies by kind of page: none of them lets a page ask another host for anything. */
export const csp = {
  /** Guides and the start page: no scripts at all. */
  page: base,
  /** The references: one inlined script, which starts a worker for the search. */
  redoc: `${base}; script-src 'unsafe-inline' blob:; worker-src blob:`,
  /** The TypeScript pages: scripts and styles in files beside the page. `file:` stands for 'self' without a server. */
  typedoc:
    "default-src 'none'; script-src 'self' file: 'unsafe-inline'; style-src 'self' file: 'unsafe-inline'; " +
    "img-src 'self' file: data:; font-src 'self' file: data:; connect-src data:; base-uri 'none'; form-action 'none'",
};
