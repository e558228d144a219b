import { maskNumber } from "./scrub.js";

/** Texts of senders and recipients. */
const HIDDEN = ["message", "subject", "reply"];

/** An object that shows neither texts nor whole numbers nor secret addresses when it is printed or made JSON. */
export function createPrintable<T extends object>(fields: T): T {
  return new Printable(fields) as unknown as T;
}

class Printable {
  constructor(fields: object) {
    // JSON can have fields of these names: they would replace the methods that hide the others.
    for (const [name, value] of Object.entries<unknown>({ ...fields }))
      if (name !== "toJSON" && name !== "__proto__") Object.assign(this, { [name]: value });
  }

  toJSON(): Record<string, unknown> {
    const shown = Object.entries(this).filter(([name]) => !HIDDEN.includes(name));
    return Object.fromEntries(shown.map(([name, value]) => [name, show(name, value)]));
  }

  [Symbol.for("nodejs.util.inspect.custom")](): Record<string, unknown> {
    return this.toJSON();
  }
}

function show(name: string, value: unknown): unknown {
  if (typeof value !== "string") return value;
  if (name === "mobile") return maskNumber(value);
  // Anyone who has the whole address can confirm the subscription.
  if (name === "subscribe_url") return value.replace(/[?#].*$/s, "?…");
  return value;
}
