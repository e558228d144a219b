import promises from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { nodeFiles } from "../../src/journal/nodeFiles.js";

const disk = { code: "", closed: 0 };
const { platform } = process;
beforeEach(() => {
  const handle = {
    sync: async () => {
      if (disk.code !== "") throw Object.assign(new Error(disk.code), { code: disk.code });
    },
    close: async () => {
      disk.closed++;
    },
  };
  vi.spyOn(promises, "open").mockResolvedValue(handle as unknown as promises.FileHandle);
  syncBuiltinESMExports();
});
afterEach(() => {
  vi.restoreAllMocks();
  syncBuiltinESMExports();
  Object.defineProperty(process, "platform", { value: platform });
  Object.assign(disk, { code: "", closed: 0 });
});

describe("a directory", () => {
  it.each(["", "EINVAL", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"])(
    "is as much on disk as its file system can say, and closed (%s)",
    async (code) => {
      disk.code = code;
      Object.defineProperty(process, "platform", { value: "linux" });
      await nodeFiles.syncDirectory("/any");
      expect(disk.closed).toBe(1);
    },
  );

  it("is closed as well where the disk fails", async () => {
    disk.code = "EIO";
    Object.defineProperty(process, "platform", { value: "linux" });
    await expect(nodeFiles.syncDirectory("/any")).rejects.toMatchObject({ code: "EIO" });
    expect(disk.closed).toBe(1);
  });

  it("is left alone by Windows, which fails in any way", async () => {
    disk.code = "EPERM";
    Object.defineProperty(process, "platform", { value: "win32" });
    await nodeFiles.syncDirectory("/any");
  });
});
