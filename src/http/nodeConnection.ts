import type { Socket } from "node:net";
import { AnswerLog } from "../base/answerLog.js";
import type { Connection } from "../base/wire.js";

/** The connection of Node's that an answer came on. A class for the reason that `createResponse` has. */
export class NodeConnection implements Connection {
  readonly earlier: AnswerLog;
  readonly #socket: Socket;
  readonly #apart: { readonly hasSurplus: boolean } | undefined;

  /**
   * @param wasUsed also by others: an agent of the caller's may have been used without this package
   * @param apart tells what came behind the answer, where that is looked at
   */
  constructor(socket: Socket, wasUsed: boolean, apart: { readonly hasSurplus: boolean } | undefined) {
    this.#socket = socket;
    this.#apart = apart;
    this.earlier = logs.get(socket) ?? new AnswerLog(!wasUsed);
    logs.set(socket, this.earlier);
  }

  get hasSurplus(): boolean {
    return this.#apart?.hasSurplus ?? false;
  }

  closeConnection(): void {
    this.#socket.destroy();
  }
}

/** What was answered on each connection that is open. */
const logs = new WeakMap<Socket, AnswerLog>();
