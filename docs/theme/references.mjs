import { execFile } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { csp } from "./csp.mjs";
import { offlineViewer } from "./offlineViewer.mjs";
import { referenceDocument } from "./referenceDocument.mjs";
import { sampleLabels } from "./samples.mjs";
import { texts } from "./texts.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const theme = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Where the references of the two languages link to each other. */
export const referencePages = {
  en: { page: "api.html", document: "openapi.json", other: "api.zh-CN.html" },
  "zh-CN": { page: "api.zh-CN.html", document: "openapi.zh-CN.json", other: "api.html" },
};

/** Makes the two references and the documents that they offer for download. */
export async function buildReferences(out) {
  copyFileSync(join(root, "openapi/smn-sms.yaml"), join(out, "smn-sms.yaml"));
  copyFileSync(join(root, "generated/openapi.json"), join(out, referencePages.en.document));
  await Promise.all([
    buildReference("en", out),
    bundleChinese(join(out, referencePages["zh-CN"].document)).then(() => buildReference("zh-CN", out)),
  ]);
}

/** Redocly applies overlays by itself; what it does not tell (targets without a match), a test does. */
export async function bundleChinese(output, overlay = "openapi/zh-CN.overlay.yaml") {
  await redocly("bundle", "smn-sms@v2", "--overlay", overlay, "-o", output);
}

async function buildReference(language, out) {
  const { page, document: file, other } = referencePages[language];
  const words = texts[language];
  const document = referenceDocument(JSON.parse(readFileSync(join(out, file), "utf8")), { words, other });

  const work = mkdtempSync(join(tmpdir(), "smn-sms-docs-"));
  try {
    const input = join(work, "document.json");
    const options = join(work, "options.json");
    writeFileSync(input, JSON.stringify(document));
    writeFileSync(options, JSON.stringify(viewerOptions(words, file)));
    await redocly(
      ...["build-docs", input, "--inlineBundle", "-o", join(out, page), "-t", theme("redoc.template")],
      ...["--title", document.info.title, "--openapi", options],
      `--templateOptions.lang=${words.lang}`,
      `--templateOptions.csp=${csp.redoc}`,
      `--templateOptions.css=${readFileSync(theme("redoc.css"), "utf8")}`,
    );
  } finally {
    rmSync(work, { recursive: true });
  }
  const html = readFileSync(join(out, page), "utf8");
  writeFileSync(join(out, page), offlineViewer(html, { labels: words.labels, words: words.viewerWords }));
}

function viewerOptions(words, url) {
  return {
    downloadUrls: [{ title: words.document, url }],
    // The viewer shows samples only in languages that it is told of. The body comes first: it follows the example that
    // is chosen, and samples do not.
    codeSamples: {
      languages: [{ lang: "Payload" }, ...sampleLabels.map((lang) => ({ lang }))],
    },
    jsonSamplesExpandLevel: "all",
    schemasExpansionLevel: "all",
  };
}

/** Runs redocly in the folder of its configuration, without its telemetry; its output shows only when it fails. */
async function redocly(...args) {
  const manifest = createRequire(import.meta.url).resolve("@redocly/cli/package.json");
  const { bin } = JSON.parse(readFileSync(manifest, "utf8"));
  await promisify(execFile)(
    process.execPath,
    [join(dirname(manifest), bin.redocly), ...args, "--config", "openapi/redocly.yaml"],
    {
      cwd: root,
      env: { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" },
    },
  );
}
