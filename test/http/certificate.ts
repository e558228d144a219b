import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A self-signed certificate for this machine, or for other hosts, made anew. Needs `openssl`. */
export function selfSignedCertificate(hosts: readonly string[] = ["localhost"]): {
  key: string;
  cert: string;
} {
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-tls-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  try {
    const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    const names = [
      "-subj",
      "/CN=localhost",
      "-addext",
      `subjectAltName=${hosts.map((host) => `DNS:${host}`).join()},IP:127.0.0.1`,
    ];
    execFileSync("openssl", ["req", "-x509", ...curve, ...names, "-keyout", key, "-out", cert], {
      stdio: "pipe",
    });
    return { key: readFileSync(key, "utf8"), cert: readFileSync(cert, "utf8") };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
