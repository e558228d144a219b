import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import type { Fetch } from "../../src/base/fetchTransport.js";
import type { FetchCertificate } from "../../src/push/fetchCertificate.js";
import { CERTIFICATE_URL, certificateWith, rsa, signedBy } from "./certificates.js";
import { changed, genuine, HOUR, manualClock, NOW, refusalOf, verifierOf, webhook } from "./support.js";

const withPem =
  (pem: string): FetchCertificate =>
  async () =>
    pem;
const HEX = "b3974c411807498bb532b3cd6cd65d91";
const good = `https://smn.cn-north-4.myhuaweicloud.com/smn/SMN_cn-north-4_${HEX}.pem`;

describe("the address of a certificate", () => {
  const hostile = [
    "",
    "smn",
    good.replace("https", "http"),
    good.replace("https", "HTTPS"),
    good.replace("https://", "//"),
    good.replace("https://", "file://"),
    good.replace("https://", "https:\\\\"),
    `data:text/plain,${encodeURIComponent(certificateWith())}`,
    good.replace(".com/", ".com:443/"),
    good.replace(".com/", ".com:8443/"),
    good.replace("https://", "https://user@"),
    good.replace("https://", "https://user:secret@"),
    good.replace("https://", "https://evil.test@"),
    good.replace("https://", "https://evil.test/@"),
    good.replace("https://", "https://evil.test#"),
    good.replace("https://", "https://evil.test/?"),
    good.replace("myhuaweicloud.com", "myhuaweicloud.com.evil.test"),
    good.replace("myhuaweicloud.com", "evil-myhuaweicloud.com"),
    good.replace("myhuaweicloud.com", "myhuaweicloud.net"),
    good.replace("myhuaweicloud.com", "myhuaweicloud.com."),
    good.replace("myhuaweicloud.com", "myhuaweicloud。com"),
    good.replace("myhuaweicloud", "myhuaweic1oud"),
    good.replace("myhuaweicloud", "myhuаweicloud"),
    good.replace("smn.cn-north-4", "obs.cn-north-4"),
    good.replace("smn.cn-north-4", "evil.smn.cn-north-4"),
    // A bucket called smn.
    good.replace("smn.cn-north-4", "smn.obs"),
    good.replace("smn.cn-north-4", "smn.obs.cn-north-4"),
    good.replace("smn.cn-north-4.myhuaweicloud.com", "smn.myhuaweicloud.com"),
    good.replace("smn.cn-north-4.myhuaweicloud.com", "console.huaweicloud.com"),
    good.replace("smn.cn-north-4.myhuaweicloud.com", "127.0.0.1"),
    good.replace("smn.cn-north-4.myhuaweicloud.com", "[::1]"),
    good.replace("smn.cn-north-4.myhuaweicloud.com", "169.254.169.254"),
    good.replace("smn.cn-north-4.myhuaweicloud.com", "localhost"),
    good.replace("smn.", "SMN."),
    `${good}?x=1`,
    `${good}#x`,
    `${good}/`,
    `${good}\n`,
    ` ${good}`,
    good.replace(".pem", ".pem%00"),
    good.replace(".pem", ".crt"),
    good.replace("/smn/", "/smn/../smn/"),
    good.replace("/smn/", "/smn//"),
    good.replace("/smn/", "/other/"),
    good.replace("/smn/", "/SMN/"),
    good.replace("/smn/SMN", "/smn%2fSMN"),
    good.replace("SMN_cn-north-4", "SMN_../../x"),
    good.replace("SMN_cn-north-4", "SMN_cn%2dnorth-4"),
    good.replace(HEX, HEX.toUpperCase()),
    good.replace(HEX, HEX.slice(1)),
    good.replace(HEX, `${HEX}0`),
    `${good} ${good}`,
    "x".repeat(5_000),
  ];

  it.each(hostile)("is never asked: %s", async (signing_cert_url) => {
    const fetchCertificate = vi.fn(withPem(certificateWith()));
    const fetch = vi.fn(async () => new Response(certificateWith()));
    for (const options of [{ fetchCertificate }, { fetchCertificate: undefined, fetch }]) {
      const error = await refusalOf(verifierOf(options).verify(changed({ signing_cert_url })));
      expect(["auth", "protocol"]).toContain(error.code);
    }
    expect(fetchCertificate).not.toHaveBeenCalled();
    expect(fetch).not.toHaveBeenCalled();
  });

  it.each([
    good,
    good.replace(/cn-north-4/g, "ap-southeast-1"),
    good.replace(/cn-north-4/g, "na-mexico-1"),
    good.replace(/cn-north-4/g, "eu-west-101").replace(".com", ".eu"),
    good.replace(/cn-north-4/g, "cn-north-1").replace(".com", ".cn"),
    good.replace("SMN_cn-north-4", "SMN_CN-North-4"),
  ])("is asked once: %s", async (signing_cert_url) => {
    const fetchCertificate = vi.fn(withPem(certificateWith()));
    const body = signedBy(rsa.privateKey, "sha256", signing_cert_url);
    await expect(verifierOf({ fetchCertificate }).verify(body)).resolves.toMatchObject({ kind: "status" });
    expect(fetchCertificate.mock.calls.map(([url]) => url)).toEqual([signing_cert_url]);
  });

  it("may be on the hosts that the caller names, and then on no others", async () => {
    const old = good.replace("smn.cn-north-4.myhuaweicloud.com", "console.huaweicloud.com");
    const verifier = verifierOf({
      certificateHosts: ["console.huaweicloud.com"],
      fetchCertificate: withPem(certificateWith()),
    });
    await expect(verifier.verify(signedBy(rsa.privateKey, "sha256", old))).resolves.toMatchObject({
      kind: "status",
    });
    expect(await refusalOf(verifier.verify(signedBy()))).toMatchObject({ code: "auth" });
  });
});

describe("a certificate", () => {
  const ec = generateKeyPairSync("ec", { namedCurve: "prime256v1" });
  const short = generateKeyPairSync("rsa", { modulusLength: 1024 });
  const pss = generateKeyPairSync("rsa-pss", { modulusLength: 2048 });
  const other = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const pem = certificateWith();
  const wrong: [what: string, pem: string, body: string, reason: string][] = [
    ["signed with SHA-1", certificateWith({ digest: "sha1" }), signedBy(), "not signed with SHA-256"],
    ["signed with MD5", certificateWith({ digest: "md5" }), signedBy(), "not signed with SHA-256"],
    ["with an EC key", certificateWith({ publicKey: ec.publicKey }), signedBy(), "no RSA key"],
    ["with a PSS key", certificateWith({ publicKey: pss.publicKey }), signedBy(), "no RSA key"],
    [
      "with a key of 1024 bits",
      certificateWith({ publicKey: short.publicKey }),
      padded(signedBy(short.privateKey)),
      "no RSA key",
    ],
    ["of another key", certificateWith({ publicKey: other.publicKey }), signedBy(), "signature is wrong"],
    ["that has expired", certificateWith({ notAfter: NOW - 1_000 }), signedBy(), "not valid now"],
    ["that is not valid yet", certificateWith({ notBefore: NOW + 1_000 }), signedBy(), "not valid now"],
    ["that names two algorithms", twoAlgorithms(), signedBy(), "not signed with SHA-256"],
  ];

  it.each<[string, string]>([
    ["nothing", ""],
    ["a page", "<html>Sign in</html>"],
    ["a key", rsa.publicKey.export({ type: "spki", format: "pem" }).toString()],
    ["a certificate that is cut off", pem.slice(0, 400)],
    ["a certificate that is cut off inside", pem.replace(/(?<=CERTIFICATE-----\n).{64}\n/, "")],
    ["more than 64 KB", `${"#".repeat(65_536)}\n${pem}`],
    ["no text", 7 as unknown as string],
  ])("for which %s came leaves the push to be sent again", async (_, certificate) => {
    const error = await refusalOf(verifierOf({ fetchCertificate: withPem(certificate) }).verify(signedBy()));
    expect(error).toMatchObject({ code: "network", sent: "no" });
    expect(error.message).toContain("what came as its certificate is not one; answered 503");
  });

  it.each(wrong)("%s is refused", async (_, certificate, body, reason) => {
    const error = await refusalOf(verifierOf({ fetchCertificate: withPem(certificate) }).verify(body));
    expect(error).toMatchObject({ code: "auth", sent: "no" });
    expect(error.message).toContain(reason);
  });

  it("with text around it passes", async () => {
    const verifier = verifierOf({
      fetchCertificate: withPem(`subject=test\r\n${pem.replace(/\n/g, "\r\n")}\n${pem}`),
    });
    await expect(verifier.verify(signedBy())).resolves.toMatchObject({ kind: "status" });
  });

  it.each([webhook.certificatePem, webhook.otherCertificatePem])(
    "made by another tool is read",
    async (certificate) => {
      const error = await refusalOf(
        verifierOf({ fetchCertificate: withPem(certificate) }).verify(signedBy()),
      );
      expect(error.message).toContain("signature is wrong");
    },
  );

  it("that expires while it is kept is refused from then on", async () => {
    const clock = manualClock();
    const verifier = verifierOf({
      clock,
      fetchCertificate: withPem(certificateWith({ notAfter: NOW + HOUR })),
    });
    await expect(verifier.verify(signedBy())).resolves.toMatchObject({ kind: "status" });
    clock.advance(HOUR + 1);
    expect(await refusalOf(verifier.verify(signedBy()))).toMatchObject({ code: "auth" });
  });

  /** The inner name of the algorithm is put back to SHA-1, the outer stays. */
  function twoAlgorithms(): string {
    const der = Buffer.from(pem.replace(/-----[^-]+-----|\n/g, ""), "base64");
    const at = der.indexOf(Buffer.from("2a864886f70d01010b", "hex"));
    der[at + 8] = 0x05;
    return `-----BEGIN CERTIFICATE-----\n${der.toString("base64")}\n-----END CERTIFICATE-----\n`;
  }

  /** Long enough to get past the check of the signature's length. */
  function padded(body: string): string {
    const push = JSON.parse(body) as { signature: string };
    const bytes = Buffer.concat([Buffer.alloc(128), Buffer.from(push.signature, "base64")]);
    return JSON.stringify({ ...push, signature: bytes.toString("base64") });
  }
});

describe("fetching a certificate", () => {
  const body = signedBy();
  const asked = (fetch: Fetch, timeoutMs = 5_000): Promise<unknown> =>
    verifierOf({ fetchCertificate: undefined, fetch, certificateTimeoutMs: timeoutMs }).verify(body);

  it("is one GET that follows no redirect", async () => {
    const fetch = vi.fn<Fetch>(async () => new Response(certificateWith()));
    await expect(asked(fetch)).resolves.toMatchObject({ kind: "status" });
    expect(fetch.mock.calls).toEqual([
      [CERTIFICATE_URL, expect.objectContaining({ method: "GET", redirect: "manual", headers: {} })],
    ]);
  });

  it.each([301, 302, 307, 308])("does not go where status %i points", async (status) => {
    const fetch = vi.fn(
      async () => new Response(certificateWith(), { status, headers: { location: "https://evil.test/" } }),
    );
    expect(await refusalOf(asked(fetch))).toMatchObject({ code: "network", status });
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  it.each([201, 400, 403, 404, 429, 500, 503])("takes no certificate with status %i", async (status) => {
    const error = await refusalOf(asked(async () => new Response(certificateWith(), { status })));
    expect(error).toMatchObject({ code: "network", status });
    expect(error.message).not.toContain("/smn/");
  });

  it("stops at the size of a certificate many times over", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    expect(await refusalOf(asked(async () => new Response(endless)))).toMatchObject({ code: "network" });
    expect(pulled).toBeLessThan(64);
  });

  it("stops when the time is up, before and inside the answer", async () => {
    const never = new Promise<Response>(() => undefined);
    const hanging = new ReadableStream({ pull: () => new Promise(() => undefined) });
    expect(await refusalOf(asked(() => never, 20))).toMatchObject({ code: "timeout" });
    expect(await refusalOf(asked(async () => new Response(hanging), 20))).toMatchObject({ code: "timeout" });
  });

  it("shows only the code of a failed connection", async () => {
    const failure = Object.assign(new TypeError("13800000001 fetch failed"), {
      cause: { code: "ECONNREFUSED" },
    });
    const error = await refusalOf(asked(() => Promise.reject(failure)));
    expect(error).toMatchObject({ code: "network" });
    expect(error.message).toContain("ECONNREFUSED");
  });

  it("is bound, and its errors are covered, when the caller does it", async () => {
    const signals: AbortSignal[] = [];
    const hanging: FetchCertificate = (_, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    };
    const slow = verifierOf({ fetchCertificate: hanging, certificateTimeoutMs: 20 });
    expect(await refusalOf(slow.verify(body))).toMatchObject({ code: "timeout" });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
    const failing: FetchCertificate[] = [
      () => Promise.reject(new Error("13800000001")),
      () => Promise.reject("13800000001"),
      () => {
        throw new RangeError("13800000001");
      },
    ];
    for (const fetchCertificate of failing)
      expect(await refusalOf(verifierOf({ fetchCertificate }).verify(body))).toMatchObject({
        code: "network",
      });
  });
});

describe("kept certificates", () => {
  const urlOf = (i: number): string => CERTIFICATE_URL.replace(/0{32}/, i.toString(16).padStart(32, "0"));
  const bodyOf = (i: number): string => signedBy(rsa.privateKey, "sha256", urlOf(i));

  it("are fetched once a day", async () => {
    const clock = manualClock();
    const fetchCertificate = vi.fn(withPem(certificateWith({ notAfter: NOW + 72 * HOUR })));
    const verifier = verifierOf({ clock, fetchCertificate });
    for (let hour = 0; hour < 48; hour += 1) {
      await verifier.verify(signedBy());
      clock.advance(HOUR);
    }
    expect(fetchCertificate).toHaveBeenCalledTimes(2);
  });

  describe("that the service has replaced", () => {
    const next = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const old = certificateWith({ notAfter: NOW + 2 * HOUR });
    const renewed = certificateWith({ publicKey: next.publicKey, notAfter: NOW + 72 * HOUR });

    it.each([
      ["before it expires", HOUR],
      ["when it has expired", 3 * HOUR],
    ])("are fetched once more, for all pushes that do not fit: %s", async (_, later) => {
      const clock = manualClock();
      const fetchCertificate = vi.fn(withPem(renewed)).mockImplementationOnce(withPem(old));
      const verifier = verifierOf({ clock, fetchCertificate });
      await verifier.verify(signedBy());
      clock.advance(later);
      const pushes = await Promise.all([1, 2, 3].map(() => verifier.verify(signedBy(next.privateKey))));
      expect(pushes.map(({ kind }) => kind)).toEqual(["status", "status", "status"]);
      expect(fetchCertificate).toHaveBeenCalledTimes(2);
    });

    it("go on serving the pushes that they fit when fetching fails", async () => {
      const clock = manualClock();
      const fetchCertificate = vi.fn(withPem(renewed)).mockImplementationOnce(withPem(old));
      fetchCertificate.mockImplementationOnce(() => Promise.reject(new Error("down")));
      const verifier = verifierOf({ clock, fetchCertificate });
      await verifier.verify(signedBy());
      clock.advance(HOUR);
      // It may be genuine, so the service has to push it again.
      expect(await refusalOf(verifier.verify(signedBy(next.privateKey)))).toMatchObject({ code: "network" });
      await expect(verifier.verify(signedBy())).resolves.toMatchObject({ kind: "status" });
      clock.advance(20_000);
      await expect(verifier.verify(signedBy(next.privateKey))).resolves.toMatchObject({ kind: "status" });
    });

    it("are not fetched more than once a minute for forgeries", async () => {
      const clock = manualClock();
      const fetchCertificate = vi.fn(withPem(old));
      const verifier = verifierOf({ clock, fetchCertificate });
      for (let second = 0; second < 120; second += 1) {
        expect(await refusalOf(verifier.verify(signedBy(next.privateKey)))).toMatchObject({ code: "auth" });
        clock.advance(1_000);
      }
      expect(fetchCertificate).toHaveBeenCalledTimes(2);
    });
  });

  it("are fetched once for all who ask at the same time", async () => {
    let release: (pem: string) => void = () => undefined;
    const fetchCertificate = vi.fn(() => new Promise<string>((resolve) => (release = resolve)));
    const verifier = verifierOf({ fetchCertificate });
    const work = Promise.all(Array.from({ length: 50 }, () => verifier.verify(signedBy())));
    await vi.waitFor(() => expect(fetchCertificate).toHaveBeenCalled());
    release(certificateWith());
    expect(await work).toHaveLength(50);
    expect(fetchCertificate).toHaveBeenCalledTimes(1);
  });

  it("share a failure, too, which is kept for ten seconds", async () => {
    const clock = manualClock();
    let isDown = true;
    const fetchCertificate = vi.fn(async () =>
      isDown ? Promise.reject(new Error("down")) : certificateWith(),
    );
    const verifier = verifierOf({ clock, fetchCertificate });
    const errors = await Promise.all(
      Array.from({ length: 20 }, () => refusalOf(verifier.verify(signedBy()))),
    );
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["network"]));
    expect(fetchCertificate).toHaveBeenCalledTimes(1);
    isDown = false;
    clock.advance(9_999);
    expect(await refusalOf(verifier.verify(signedBy()))).toMatchObject({ code: "network" });
    expect(fetchCertificate).toHaveBeenCalledTimes(1);
    clock.advance(1);
    await expect(verifier.verify(signedBy())).resolves.toMatchObject({ kind: "status" });
    expect(fetchCertificate).toHaveBeenCalledTimes(2);
  });

  it("are 64 at most, of which the one not used for longest goes first", async () => {
    const fetchCertificate = vi.fn(withPem(certificateWith()));
    const verifier = verifierOf({ fetchCertificate });
    for (let i = 0; i < 64; i += 1) await verifier.verify(bodyOf(i));
    await verifier.verify(bodyOf(0));
    await verifier.verify(bodyOf(64));
    expect(fetchCertificate).toHaveBeenCalledTimes(65);
    await verifier.verify(bodyOf(0));
    expect(fetchCertificate).toHaveBeenCalledTimes(65);
    await verifier.verify(bodyOf(1));
    expect(fetchCertificate).toHaveBeenCalledTimes(66);
  });

  it("are not driven out by any number of made-up addresses", async () => {
    const fetchCertificate = vi.fn(async (url: string) =>
      url === CERTIFICATE_URL ? certificateWith() : Promise.reject(new Error("404")),
    );
    const verifier = verifierOf({ fetchCertificate });
    await verifier.verify(signedBy());
    for (let i = 1; i <= 300; i += 1) await refusalOf(verifier.verify(bodyOf(i)));
    const before = fetchCertificate.mock.calls.length;
    await verifier.verify(signedBy());
    expect(fetchCertificate).toHaveBeenCalledTimes(before);
  });

  it("are not fetched from more than sixteen addresses at a time", async () => {
    const releases: ((pem: string) => void)[] = [];
    const fetchCertificate = vi.fn(() => new Promise<string>((resolve) => releases.push(resolve)));
    const verifier = verifierOf({ fetchCertificate });
    const first = Array.from({ length: 16 }, (_, i) => verifier.verify(bodyOf(i)));
    await vi.waitFor(() => expect(releases).toHaveLength(16));
    expect(await refusalOf(verifier.verify(bodyOf(16)))).toMatchObject({ code: "network" });
    expect(fetchCertificate).toHaveBeenCalledTimes(16);
    for (const release of releases) release(certificateWith());
    expect(await Promise.all(first)).toHaveLength(16);
  });

  it("belong to one verifier", async () => {
    const fetchCertificate = vi.fn(withPem(certificateWith()));
    await verifierOf({ fetchCertificate }).verify(signedBy());
    await verifierOf({ fetchCertificate }).verify(signedBy());
    expect(fetchCertificate).toHaveBeenCalledTimes(2);
    await expect(verifierOf().verify(genuine())).resolves.toMatchObject({ kind: "status" });
  });
});
