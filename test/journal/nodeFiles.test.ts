import { mkdir, mkdtemp, readFile, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { nodeFiles } from "../../src/journal/nodeFiles.js";

let directory: string;
let names = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "smn-sms-files-"));
});
afterAll(() => rm(directory, { recursive: true }));
const newPath = (): string => join(directory, `file-${names++}`);

describe("a file of this machine", () => {
  it("is made so that nobody else can read it, and appended to, wherever one wants to write", async () => {
    const path = newPath();
    const file = await nodeFiles.open(path, "a+");
    expect(await file.write(Buffer.from("hello"), 0)).toBe(5);
    expect(await file.write(Buffer.from(" world"), 0)).toBe(6);
    const buffer = Buffer.alloc(5);
    expect([await file.read(buffer, 6), buffer.toString()]).toEqual([5, "world"]);
    expect([await file.read(buffer, 9), buffer.toString()]).toEqual([2, "ldrld"]);
    expect(await file.read(buffer, 11)).toBe(0);
    await file.truncate(4);
    await file.sync();
    expect((await file.stat()).size).toBe(4);
    await file.close();
    expect(await readFile(path, "utf8")).toBe("hell");
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await expect(file.sync()).rejects.toThrow();
  });

  it("is refused where it is there and should not be, and where it is not and should", async () => {
    const path = newPath();
    await expect(nodeFiles.open(path, "r")).rejects.toMatchObject({ code: "ENOENT" });
    await (await nodeFiles.open(path, "wx")).close();
    await expect(nodeFiles.open(path, "wx")).rejects.toMatchObject({ code: "EEXIST" });
  });

  it("has facts, the same by its path and while it is open", async () => {
    const [path, other] = [newPath(), newPath()];
    await writeFile(path, "1234");
    await writeFile(other, "1234");
    const file = await nodeFiles.open(path, "r");
    const facts = await file.stat();
    await file.close();
    const { mtimeMs, dev, ino } = await stat(path);
    expect(facts).toEqual({ kind: "file", id: `${dev}:${ino}`, links: 1, size: 4, changedAt: mtimeMs });
    expect(await nodeFiles.stat(path)).toEqual(facts);
    expect((await nodeFiles.stat(other))?.id).not.toBe(facts.id);
    await nodeFiles.link(path, newPath());
    expect((await nodeFiles.stat(path))?.links).toBe(2);
    expect((await nodeFiles.stat(directory))?.kind).toBe("directory");
    expect((await nodeFiles.stat("/dev/null"))?.kind).toBe("other");
  });

  it("is none where nothing is, which is no failure; any other one is", async () => {
    expect(await nodeFiles.stat(newPath())).toBe(undefined);
    const path = newPath();
    await writeFile(path, "");
    await expect(nodeFiles.stat(join(path, "below"))).rejects.toMatchObject({ code: "ENOTDIR" });
  });
});

describe("a name", () => {
  it("is given, taken from another file, and removed, whether it is there or not", async () => {
    const folder = newPath();
    await mkdir(folder);
    const [one, other, third] = ["one", "other", "third"].map((name) => join(folder, name)) as [
      string,
      string,
      string,
    ];
    await writeFile(one, "1");
    await nodeFiles.link(one, other);
    await expect(nodeFiles.link(one, other)).rejects.toMatchObject({ code: "EEXIST" });
    await writeFile(third, "3");
    await nodeFiles.rename(third, one);
    expect([await readFile(one, "utf8"), (await nodeFiles.list(folder)).sort()]).toEqual([
      "3",
      ["one", "other"],
    ]);
    await nodeFiles.remove(one);
    await nodeFiles.remove(one);
    expect(await nodeFiles.list(folder)).toEqual(["other"]);
    await symlink(other, one);
    expect(await nodeFiles.realPath(one)).toBe(await realpath(other));
  });

  it("is put on disk with its directory, which must be there", async () => {
    await nodeFiles.syncDirectory(directory);
    await expect(nodeFiles.syncDirectory(newPath())).rejects.toMatchObject({ code: "ENOENT" });
  });

  it.runIf(process.platform === "linux")(
    "is no failure of the disk where its directory cannot be synced",
    async () => {
      await nodeFiles.syncDirectory("/proc/self");
    },
  );
});
