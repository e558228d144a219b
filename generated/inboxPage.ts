// Made from src/mock/inbox/ by `npm run generate`. Do not edit.
export const inboxPage: { readonly html: string; readonly contentSecurityPolicy: string } = { html: "", contentSecurityPolicy: "" };
