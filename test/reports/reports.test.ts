import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { toPlain } from "../../src/base/toPlain.js";
import { errorOf, messageTo, numbers, refused, rig, SIGN } from "../client/support.js";
import { NOW } from "../http/support.js";
import { HOUR, idOf, idsOf, reportOf, reportRig, sandboxRig, shown, WINDOW } from "./support.js";

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, at) => from + at);
const reports = (from: number, to: number): ReturnType<typeof reportOf>[] =>
  range(from, to).map((index) => reportOf(index));
const ids = (from: number, to: number): string[] => range(from, to).map(idOf);
const offsets = (urls: { url: string }[]): string[] =>
  urls.map(({ url }) => new URL(url).searchParams.get("offset") ?? "");

describe("reports", () => {
  test("come from the sandbox, page by page, each once", async () => {
    const { sms, calls, service } = sandboxRig();
    const endpoints = numbers(250);
    await sms.sendBatch(endpoints.map((endpoint) => messageTo(endpoint)));
    const found = await idsOf(sms.reports({ ...WINDOW, end_time: new Date(NOW + 1) }));
    expect(found).toEqual(service.messages.map(({ message_id }) => message_id));
    expect(offsets(calls.slice(1))).toEqual(["0", "99", "198", "250"]);
  });

  test("can be narrowed down, with a number in any spelling", async () => {
    const { sms } = sandboxRig();
    await sms.sendBatch([messageTo("+8613800000001"), messageTo("17099980001")]);
    const window = { ...WINDOW, end_time: NOW + 1 };
    const desc = async (query: object): Promise<unknown[]> => {
      const all: unknown[] = [];
      for await (const { status_desc } of sms.reports({ ...window, ...query })) all.push(status_desc);
      return all;
    };
    expect(await desc({ mobile: "+86 138-0000-0001" })).toEqual(["DELIVRD"]);
    expect(await desc({ status: 2 })).toEqual(["UNDELIV"]);
    expect(await desc({ message_id: "nobody" })).toEqual([]);
  });

  test("keep a foreign number as it is, also one that looks like a mainland one without its +", async () => {
    const { sms, calls } = reportRig(() => []);
    await idsOf(sms.reports({ ...WINDOW, mobile: "+13105550100" }));
    expect(new URL(calls[0]!.url).searchParams.get("mobile")).toBe("+13105550100");
  });

  test("are asked for again when the service fails, and the answer of a page is awaited", async () => {
    const { sms, service, clock } = sandboxRig();
    await sms.sendBatch(numbers(150).map((endpoint) => messageTo(endpoint)));
    service.faults.add({ kind: "status", status: 502, times: 2, after: 1 });
    service.faults.add({ kind: "throttle", times: 1, after: 3 });
    expect(await idsOf(sms.reports({ ...WINDOW, end_time: NOW + 1 }))).toHaveLength(150);
    expect(clock.pauses).toHaveLength(3);
  });

  test("end with an error of the service, and say nothing of the number", async () => {
    const { sms } = rig(refused(400, { code: "SMN.0113", message: "bad 13812345678", request_id: "r9" }));
    const error = await errorOf<SmnError>(idsOf(sms.reports({ ...WINDOW, mobile: "13812345678" })));
    expect(error).toMatchObject({ code: "api", serviceCode: "SMN.0113", requestId: "r9" });
    expect(shown(error)).not.toContain("12345678");
  });

  test("end with an error that shows neither token nor number, whatever the service repeats", async () => {
    const { sms } = rig(({ headers, url }) =>
      refused(400, { code: "SMN.0001", message: `${JSON.stringify(headers)} ${decodeURIComponent(url)}` }),
    );
    const error = await errorOf<SmnError>(idsOf(sms.reports({ ...WINDOW, mobile: "13812345678" })));
    expect(error.message).toContain("SMN.0001");
    expect(shown(error)).not.toMatch(/the-token|12345678/);
  });

  test("show no whole number when they are printed, but have it", async () => {
    const { sms } = reportRig(() => reports(12_345_678, 12_345_679));
    for await (const report of sms.reports(WINDOW)) {
      expect(shown(report)).not.toContain("12345678");
      expect(toPlain(report)).toEqual(reportOf(12_345_678));
    }
    expect.assertions(2);
  });

  test("tell the time by the service's clock with every page, where it says so", async () => {
    const dates = ["Sun, 01 Mar 2026 07:40:00 GMT", "2026-03-01T07:40:00", undefined];
    const times: number[] = [];
    const { sms } = rig(({ url }) => {
      const offset = Number(new URL(url).searchParams.get("offset"));
      const date = dates.shift();
      return Response.json(
        { request_id: "r1", count: 150, data: reports(0, 150).slice(offset, offset + 100) },
        date === undefined ? {} : { headers: { date } },
      );
    });
    await idsOf(sms.reports(WINDOW, { onServiceTime: (time) => times.push(time) }));
    expect(times).toEqual([Date.parse("2026-03-01T07:40:00Z")]);
  });

  test("stop when the signal fires", async () => {
    const { sms, calls } = reportRig(() => reports(0, 1000));
    const stop = new AbortController();
    const found: string[] = [];
    const reading = (async () => {
      for await (const { message_id } of sms.reports(WINDOW, { signal: stop.signal }))
        if (found.push(message_id) === 150) stop.abort();
    })();
    expect(await errorOf<SmnError>(reading)).toMatchObject({ code: "aborted", sent: "no" });
    expect(calls).toHaveLength(2);
  });

  test("ask no further when the reader leaves", async () => {
    const { sms, calls } = reportRig(() => reports(0, 1000));
    for await (const { message_id } of sms.reports(WINDOW)) if (message_id === idOf(50)) break;
    expect(calls).toHaveLength(1);
  });
});

describe("pages", () => {
  test.each([
    [0, ["0"]],
    [1, ["0", "1"]],
    [99, ["0", "99"]],
    [100, ["0", "99", "100"]],
    [101, ["0", "99", "101"]],
    [300, ["0", "99", "198", "297", "300"]],
  ])("of %d reports overlap by one, and end with an empty one", async (total, expected) => {
    const { sms, calls } = reportRig(() => reports(0, total));
    expect(await idsOf(sms.reports(WINDOW))).toEqual(ids(0, total));
    expect(offsets(calls)).toEqual(expected);
  });

  test.each([300, 340])("go on where the count is that of the page, with %d reports", async (total) => {
    const { sms, calls } = rig(({ url }) => {
      const offset = Number(new URL(url).searchParams.get("offset"));
      const data = reports(0, total).slice(offset, offset + 100);
      return Response.json({ request_id: "r1", count: data.length, data });
    });
    expect(await idsOf(sms.reports(WINDOW))).toEqual(ids(0, total));
    expect(calls).toHaveLength(5);
  });

  test.each([0, 1, 100, 150, 1_000])("go on to the end when the count is never more than %d", async (cap) => {
    const { sms } = reportRig(
      () => reports(0, 430),
      (count) => Math.min(cap, count),
    );
    expect(await idsOf(sms.reports(WINDOW))).toEqual(ids(0, 430));
  });

  test("of one report each are read one after the other", async () => {
    const { sms, calls } = reportRig(() => reports(0, 5));
    expect(await idsOf(sms.reports({ ...WINDOW, limit: 1 }))).toEqual(ids(0, 5));
    expect(offsets(calls)).toEqual(["0", "1", "2", "3", "4", "5"]);
  });

  test("that come again at any offset are a list when they are shorter than they could be", async () => {
    const { sms, calls } = rig(() => Response.json({ request_id: "r1", count: 40, data: reports(0, 40) }));
    expect(await idsOf(sms.reports(WINDOW))).toEqual(ids(0, 40));
    expect(calls.length).toBeLessThan(7);
  });

  test("that come several times before the list goes on do not end it", async () => {
    let pages = 0;
    const { sms } = rig(({ url }) => {
      const offset = Number(new URL(url).searchParams.get("offset"));
      // Each page comes three times.
      const at = pages++ % 3 === 0 ? offset : Math.max(0, offset - 80);
      return Response.json({ request_id: "r1", count: 100, data: reports(0, 330).slice(at, at + 100) });
    });
    expect((await idsOf(sms.reports(WINDOW))).sort()).toEqual(ids(0, 330));
  });

  test("of a list that moves up once lose nothing, wherever it does, and whatever it counts", async () => {
    const property = fc.asyncProperty(
      fc.integer({ min: 2, max: 100 }),
      fc.nat(12),
      fc.integer({ min: 1, max: 90 }),
      fc.constantFrom(0, 100, 1_000),
      async (limit, when, by, cap) => {
        const { sms } = reportRig(
          (page) => reports(page < when ? 0 : by, 200),
          (count) => Math.min(count, cap),
        );
        const found = await idsOf(sms.reports({ ...WINDOW, limit }));
        expect(new Set(found).size).toBe(found.length);
        expect(found).toEqual(expect.arrayContaining(ids(by, 200)));
      },
    );
    await fc.assert(property, { numRuns: 60 });
  });

  test("go on after a page that is shorter than it should be", async () => {
    const { sms } = rig(({ url }) => {
      const offset = Number(new URL(url).searchParams.get("offset"));
      return Response.json({
        request_id: "r1",
        count: 130,
        data: reports(0, 130).slice(offset, offset + 40),
      });
    });
    expect(await idsOf(sms.reports(WINDOW))).toEqual(ids(0, 130));
  });

  test("that move back because reports arrive in front bring none twice and lose none", async () => {
    // Newest first: with every page, 30 more stand in front.
    const { sms } = reportRig((page) => reports(0, 500 + page * 30).reverse());
    const found = await idsOf(sms.reports(WINDOW));
    expect(new Set(found).size).toBe(found.length);
    expect(found).toEqual(expect.arrayContaining(ids(0, 500)));
  });

  test("that move up because reports drop out lose none of those that stay", async () => {
    const LENGTH = 300;
    const property = fc.asyncProperty(
      fc.array(fc.nat(40), { minLength: 1, maxLength: 6 }),
      fc.integer({ min: 5, max: 100 }),
      async (drops, limit) => {
        // Before each page some of the first ones drop out.
        const { sms } = reportRig((page) => {
          const gone = drops.slice(0, page).reduce((sum, one) => sum + one, 0);
          return reports(gone, LENGTH);
        });
        const found = await idsOf(sms.reports({ ...WINDOW, limit }));
        const stay = ids(
          drops.reduce((sum, one) => sum + one, 0),
          LENGTH,
        );
        expect(new Set(found).size).toBe(found.length);
        expect(found).toEqual(expect.arrayContaining(stay));
      },
    );
    await fc.assert(property, { numRuns: 40 });
  });

  test("that lose one report with every request come to an end", async () => {
    const { sms, calls } = reportRig((page) => reports(page, 1000));
    expect((await idsOf(sms.reports(WINDOW))).sort()).toEqual(ids(0, 1000));
    expect(calls.length).toBeLessThan(25);
  });

  test("that are shorter than they overlap go forward nevertheless", async () => {
    let pages = 0;
    const { sms, calls } = rig(({ url }) => {
      const offset = Number(new URL(url).searchParams.get("offset"));
      const all = reports(pages++ === 0 ? 0 : 30, 300);
      return Response.json({ request_id: "r1", count: all.length, data: all.slice(offset, offset + 40) });
    });
    expect((await idsOf(sms.reports(WINDOW))).sort()).toEqual(ids(0, 300));
    expect(calls.length).toBeLessThan(25);
  });

  test("that are always the same end with an error, whatever they count", async () => {
    for (const count of [100, 500, 2_000_000_000]) {
      const { sms, calls } = rig(() =>
        Response.json({ request_id: "r1", count: calls.length > 100 ? 0 : count, data: reports(0, 100) }),
      );
      expect(await errorOf(idsOf(sms.reports(WINDOW))), String(count)).toMatchObject({ code: "protocol" });
      expect(calls.length).toBeLessThan(20);
    }
  });

  test("whose count swings for ever come to an end", async () => {
    let swing = 0;
    const { sms, calls } = reportRig(
      () => reports(0, 400),
      () => (swing++ % 2 === 0 ? 400 : 300),
    );
    await idsOf(sms.reports(WINDOW)).catch((error: unknown) => {
      expect(error).toMatchObject({ code: "protocol" });
    });
    expect(calls.length).toBeLessThan(40);
  });
});

describe("a question for reports", () => {
  test.each([
    ["a window that ends before it begins", { end_time: NOW - 2 * HOUR }, "end_time must be later"],
    ["an empty window", { end_time: NOW - HOUR }, "end_time must be later"],
    ["seconds", { start_time: NOW / 1000 - 60, end_time: NOW / 1000 }, "Times are milliseconds"],
    ["a time before three months", { start_time: Date.parse("2025-11-30T23:59:59Z") }, "3 months ago"],
    ["an invalid date", { start_time: new Date("nonsense") }, "Expected `start_time` to be a Date"],
    ["a fraction", { end_time: NOW + 0.5 }, "whole number of milliseconds"],
    ["a text as time", { end_time: "2026-03-01" }, "Expected `end_time` to be a Date"],
    ["no signature", { sign_id: "" }, "sign_id"],
    ["another status", { status: 3 }, "Expected `status` to be 0, 1 or 2, got 3 (number)"],
    ["a page of 101", { limit: 101 }, "from 1 to 100"],
    ["a page of none", { limit: 0 }, "from 1 to 100"],
    ["a number without digits", { mobile: "nobody" }, "to be a phone number, got a string."],
    ["half a character in a signature", { sign_id: "\ud800" }, "sign_id"],
    ["half a character in a message", { message_id: "\udfff" }, "message_id"],
    ["half a character in a number", { mobile: "1\ud800" }, "mobile"],
  ])("is refused at once for %s", (_, changes, text) => {
    const { sms, calls } = reportRig(() => []);
    const ask = (): unknown => sms.reports({ ...WINDOW, ...changes } as typeof WINDOW);
    expect(ask).toThrow(expect.objectContaining({ code: "validation", sent: "no" }) as Error);
    expect(ask).toThrow(text);
    expect(calls).toEqual([]);
  });

  test("may reach back three months", async () => {
    const { sms } = reportRig(() => []);
    expect(await idsOf(sms.reports({ ...WINDOW, start_time: Date.parse("2025-12-01T08:00:00Z") }))).toEqual(
      [],
    );
  });

  test("takes a Date as it takes milliseconds", async () => {
    const { sms, calls } = reportRig(() => []);
    await idsOf(sms.reports({ ...WINDOW, start_time: new Date(NOW - HOUR), end_time: new Date(NOW) }));
    await idsOf(sms.reports(WINDOW));
    expect(calls[0]!.url).toBe(calls[1]!.url);
  });
});

describe("an answer that is not as documented", () => {
  test("with an empty page before the end is an error", async () => {
    for (const end of [0, 100]) {
      const { sms } = rig(({ url }) => {
        const offset = Number(new URL(url).searchParams.get("offset"));
        return Response.json({ request_id: "r1", count: 300, data: reports(offset, Math.max(offset, end)) });
      });
      expect(await errorOf(idsOf(sms.reports(WINDOW)))).toMatchObject({ code: "protocol", requestId: "r1" });
    }
  });

  test.each(['"toJSON": "x"', '"__proto__": { "a": 1 }'])(
    "cannot make a report show its number with %s",
    async (field) => {
      const report = JSON.stringify(reportOf(1)).replace("{", `{${field},`);
      const { sms } = rig(new Response(`{"request_id":"r1","count":1,"data":[${report}]}`));
      for await (const one of sms.reports(WINDOW)) {
        expect(one.mobile).toBe("13800000001");
        expect(shown(one)).toContain("****01");
        expect(shown(one)).not.toContain(one.mobile);
      }
      expect.assertions(3);
    },
  );

  const good = { request_id: "r1", count: 1, data: [reportOf(1)] };
  test.each([
    ["no list", { ...good, data: undefined }],
    ["no count", { ...good, count: "1" }],
    ["a report without id", { ...good, data: [{ ...reportOf(1), message_id: undefined }] }],
    ["a status that is no whole number", { ...good, data: [{ ...reportOf(1), status: 1.5 }] }],
    ["a fee that is no number", { ...good, data: [{ ...reportOf(1), fee_num: "1" }] }],
    ["a report that is no object", { ...good, data: [null] }],
    ["a status_desc that is a number", { ...good, data: [{ ...reportOf(1), status_desc: 5 }] }],
  ])("with %s is an error that names the request", async (_, body) => {
    const { sms } = rig(Response.json(body));
    const error = await errorOf<SmnError>(idsOf(sms.reports(WINDOW)));
    expect(error).toBeInstanceOf(SmnError);
    expect(error).toMatchObject({ code: "protocol", requestId: "r1" });
    expect(shown(error)).not.toMatch(/138\d{8}/);
  });

  test("as HTML, broken JSON or nothing is an error", async () => {
    for (const text of ["<html>", '{"data":[', ""]) {
      const { sms } = rig(new Response(text, { headers: { "content-type": "application/json" } }));
      expect(await errorOf(idsOf(sms.reports(WINDOW))), text).toMatchObject({ code: "protocol" });
    }
  });

  test("with a status that the vendor adds later loses none of its reports", async () => {
    const { sms } = rig(
      Response.json({ ...good, count: 2, data: [{ ...reportOf(1), status: 3 }, reportOf(2)] }),
    );
    expect(await idsOf(sms.reports(WINDOW))).toEqual([idOf(1), idOf(2)]);
  });

  test("may leave out what the document lets it leave out, and add what it does not know", async () => {
    const { status_desc, extend_code, deliver_time, ...least } = reportOf(1);
    expect([status_desc, extend_code, deliver_time]).toHaveLength(3);
    const { sms } = rig(Response.json({ ...good, data: [{ ...least, more: 1 }] }));
    expect(await idsOf(sms.reports({ ...WINDOW, sign_id: SIGN }))).toEqual([idOf(1)]);
  });
});
