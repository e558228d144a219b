import type { FileFacts, JournalFile, JournalFiles } from "../../src/journal/journalFiles.js";
import { diskError, Inode, type SimDisk } from "./simDisk.js";
import type { Random } from "./random.js";
import type { SimProcess } from "./simProcess.js";

/** A simulated disk, as one process sees it: every call takes a step of the process, which may be its last. */
export function filesOf(disk: SimDisk, process: SimProcess, random: Random): JournalFiles {
  const step = <R>(work: () => R): Promise<R> =>
    new Promise((resolve, reject) => {
      process.after(random.next() * 2, () => {
        try {
          resolve(work());
        } catch (error) {
          reject(error);
        }
      });
    });

  const fileOf = (inode: Inode, path: string, appends: boolean): JournalFile => ({
    read: (buffer, offset) =>
      step(() => {
        const bytes = inode.bytes.subarray(offset, offset + buffer.length);
        buffer.set(bytes);
        return bytes.length;
      }),
    write: (bytes, offset) =>
      step(() => {
        disk.mayFail("write", path);
        const portion = disk.portionOf(bytes);
        inode.write(appends ? inode.bytes.length : offset, portion);
        return portion.length;
      }),
    truncate: (length) =>
      step(() => {
        disk.mayFail("ftruncate", path);
        inode.truncate(length);
      }),
    sync: () =>
      step(() => {
        disk.mayFail("fdatasync", path);
        inode.sync();
      }),
    stat: () => step(() => factsOf(inode, process)),
    close: () => step(() => undefined),
  });

  return {
    open: (path, flags) =>
      step(() => {
        const found = disk.names.get(path);
        if (flags === "wx" && found !== undefined) throw diskError("EEXIST", "open", path);
        if (flags === "r" && found === undefined) throw diskError("ENOENT", "open", path);
        if (found !== undefined) return fileOf(found, path, flags === "a+");
        disk.mayFail("open", path);
        const inode = new Inode();
        disk.setName(path, inode);
        return fileOf(inode, path, flags === "a+");
      }),
    stat: (path) =>
      step(() => {
        const inode = disk.names.get(path);
        return inode === undefined ? undefined : factsOf(inode, process);
      }),
    realPath: (path) =>
      step(() => {
        disk.find(path, "realpath");
        return path;
      }),
    link: (from, to) =>
      step(() => {
        if (!disk.hasLinks) throw diskError("EPERM", "link", to);
        const inode = disk.find(from, "link");
        if (disk.names.has(to)) throw diskError("EEXIST", "link", to);
        disk.mayFail("link", to);
        disk.setName(to, inode);
      }),
    rename: (from, to) =>
      step(() => {
        const inode = disk.find(from, "rename");
        disk.mayFail("rename", to);
        disk.setName(to, inode);
        disk.setName(from, undefined);
      }),
    remove: (path) =>
      step(() => {
        if (disk.names.has(path)) disk.setName(path, undefined);
      }),
    list: (directory) =>
      step(() =>
        [...disk.names.keys()]
          .filter((name) => name.startsWith(`${directory}/`))
          .map((name) => name.slice(directory.length + 1)),
      ),
    syncDirectory: (directory) =>
      step(() => {
        disk.mayFail("fsync", directory);
        disk.syncNames();
      }),
  };
}

function factsOf(inode: Inode, process: SimProcess): FileFacts {
  return {
    kind: "file",
    id: `1:${inode.ino}`,
    links: inode.links,
    size: inode.bytes.length,
    changedAt: process.clock.now(),
  };
}
