import { EventEmitter } from "node:events";
import { expect, it } from "vitest";
import { addRows } from "../../../src/cli/queue/addRows.js";
import type { OpenQueue } from "../../../src/cli/queue/openQueue.js";
import { createRowReader } from "../../../src/cli/rows/createRowReader.js";
import type { CliInput } from "../../../src/cli/run/cliInput.js";
import { tableOf } from "../support.js";

it("fails, and does not end the process, when its connection breaks in a transaction", async () => {
  const client = new EventEmitter();
  const broken = new Error("the connection broke");
  const released: unknown[] = [];
  Object.assign(client, {
    // As a driver does: it tells of the connection, also where a statement is under way.
    query: () =>
      new Promise((_, reject) =>
        setImmediate(() => {
          client.emit("error", broken);
          reject(broken);
        }),
      ),
    release: (isBroken: unknown) => released.push([isBroken, client.listenerCount("error")]),
  });
  const table = await tableOf("endpoint,message\n13800000001,text\n");
  const reader = createRowReader(table, {
    template: undefined,
    phoneColumn: "endpoint",
    signId: "caf488c7ccaf4ffba0c9aa149ab2caf4",
    checkNumber: true,
  });
  const queue = {
    pool: { connect: () => Promise.resolve(client) },
    ledger: { pending: () => [] },
  } as unknown as OpenQueue; // nothing else is used
  const adding = addRows(
    queue,
    { table, reader } as unknown as CliInput, // nor of this
    { run: "codes" },
    { signal: new AbortController().signal },
  );
  await expect(adding).rejects.toBe(broken);
  expect(released).toEqual([[true, 0]]);
});
