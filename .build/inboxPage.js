// Makes generated/inboxPage.ts from src/mock/inbox/: the page of the sandbox in one file that loads nothing else. Its policy
// allows exactly this script and this style, so that no text that the page shows can become either.
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
const source = (name) => new URL(`../src/mock/inbox/${name}`, import.meta.url);

const bundle = await rolldown({
  input: fileURLToPath(source("main.tsx")),
  cwd: root,
  platform: "browser",
  transform: {
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
  },
  logLevel: "warn",
});
const { output } = await bundle.generate({ format: "iife", minify: true, comments: { legal: false } });
await bundle.close();
// The end of a script is not to be found inside of it.
const script = output[0].code.trim().replaceAll("</script", "<\\/script");
const style = readFileSync(source("style.css"), "utf8")
  .replace(/\s*\n\s*/g, "\n")
  .trim();

const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>SMS sandbox</title>
<link rel="icon" href="data:,">
<style>${style}</style>
</head>
<body>
<div id="app"></div>
<noscript>This page needs JavaScript. Everything that it shows is at /__sandbox/ as well.</noscript>
<script>${script}</script>
</body>
</html>
`;

const hashOf = (text) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
const contentSecurityPolicy = [
  "default-src 'none'",
  `script-src ${hashOf(script)}`,
  `style-src ${hashOf(style)}`,
  "connect-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

writeFileSync(
  new URL("../generated/inboxPage.ts", import.meta.url),
  `// Made from src/mock/inbox/ by \`npm run generate\`. Do not edit.
/** The page of the sandbox, and the policy that it must be sent with. */
export const inboxPage: { readonly html: string; readonly contentSecurityPolicy: string } = {
  html: ${JSON.stringify(html)},
  contentSecurityPolicy: ${JSON.stringify(contentSecurityPolicy)},
};
`,
);
