import type { JournalRecord } from "../../src/journal/journal.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { readJournalOn } from "../../src/journal/readJournal.js";
import type { Random } from "./random.js";
import { SimDisk } from "./simDisk.js";
import { filesOf } from "./simFiles.js";
import { hostOf } from "./simHost.js";
import type { SimProcess } from "./simProcess.js";
import type { Opener, OpenJournal, SimStore, Tampering } from "./store.js";

const PATH = "/data/people.journal";

/** Journals in files, on a disk that may fail. */
export class FileStore implements SimStore {
  readonly #random: Random;
  readonly #processes: readonly SimProcess[];
  readonly #disk: SimDisk;

  /** @param processes all there have been */
  constructor(random: Random, processes: readonly SimProcess[]) {
    this.#random = random;
    this.#processes = processes;
    this.#disk = new SimDisk(random.fork());
  }

  open({ process, random }: Opener): Promise<OpenJournal> {
    const system = {
      files: filesOf(this.#disk, process, random),
      host: hostOf(process, this.#processes, random),
    };
    return openJournalOn(system, PATH, { inputId: "people", clock: process.clock });
  }

  openToReconcile(opener: Opener): Promise<OpenJournal> {
    return this.open(opener);
  }

  records(look: () => Opener): AsyncIterable<JournalRecord> | undefined {
    if (!this.#disk.names.has(PATH)) return undefined;
    const { process, random } = look();
    return readJournalOn(filesOf(this.#disk, process, random), PATH);
  }

  beginLife(isTroubled: boolean): void {
    const random = this.#random;
    if (isTroubled && random.chance(0.15)) {
      this.#disk.failsAfter = random.whole(0, 60);
      this.#disk.failure = random.pick(["ENOSPC", "EIO"]);
    }
    this.#disk.shortWrites = isTroubled ? random.pick([0, 0, 0.2]) : 0;
  }

  endLife(): void {
    this.#disk.failsAfter = undefined;
  }

  powerFailure(): boolean {
    return this.#disk.crash();
  }

  unlock(): number {
    for (const name of [...this.#disk.names.keys()])
      if (name.startsWith(`${PATH}.lock`)) this.#disk.setName(name, undefined);
    return 0;
  }

  tamper(how: Tampering, isAlive: (pid: string) => boolean): boolean {
    const inode = this.#disk.names.get(PATH);
    // Before anybody has it, it may be removed by whoever wants a new one.
    const lock = this.#disk.names.get(`${PATH}.lock`);
    const holder = /"pid":(\d+),/.exec(Buffer.from(lock?.bytes ?? []).toString())?.[1];
    if (inode === undefined || holder === undefined || !isAlive(holder)) return false;
    if (how === "unlocked") {
      this.unlock();
      return true;
    }
    this.#disk.setName(PATH, undefined);
    if (how === "renamed") this.#disk.setName(`${PATH}.old`, inode);
    if (how === "replaced") this.#disk.setName(PATH, this.#disk.copyOf(inode));
    return true;
  }
}
