import { maskNumber } from "./scrub.js";
import { PLAIN, toPlain } from "./toPlain.js";

/** Whether a field may be printed. */
export type Visibility<T> = Readonly<Record<keyof T & string, "shown" | "hidden">>;

type Fields = Readonly<Record<string, unknown>>;

/** What is shown in place of hidden fields; of the others nothing is. */
const SUBSTITUTES: Readonly<Record<string, (value: string) => string>> = {
  mobile: maskNumber,
  // Anyone who has the whole address can confirm the subscription.
  subscribe_url: (address) => address.replace(/[?#].*$/s, "?…"),
};

/**
 * Makes a function that makes objects whose hidden fields can be read by name, but are no properties of their own:
 * whatever prints or copies such an object (loggers, `console.table`, a failing assertion) does not find them. A field
 * that the document does not know yet may hold anything: it is hidden as well.
 */
export function printableOf<T extends object>(visibility: Visibility<T>): <F extends T>(fields: F) => F {
  // Nothing is worked out before the first object: the kinds of the package are made with its import.
  const namesOf = (wanted: "shown" | "hidden"): string[] =>
    Object.keys(visibility).filter((name) => visibility[name as keyof Visibility<T>] === wanted);
  let hidden: string[] | undefined;
  const kinds = new Map<string, PrintableClass>();
  return <F extends T>(given: F): F => {
    const fields = given as Fields;
    // Each kind has getters only for what it has.
    const present = (hidden ??= namesOf("hidden")).filter((name) => Object.hasOwn(fields, name));
    const key = present.join();
    const Kind = kinds.get(key) ?? createClass(namesOf("shown"), present);
    kinds.set(key, Kind);
    // Every field of it can be read, as a property of its own or by its prototype.
    return new Kind(fields) as F;
  };
}

type PrintableClass = new (fields: Fields) => object;

function createClass(shown: readonly string[], hidden: readonly string[]): PrintableClass {
  class Printable {
    readonly #fields: Fields;

    constructor(fields: Fields) {
      this.#fields = fields;
      const own = this as unknown as Record<string, unknown>;
      for (const name of shown) if (Object.hasOwn(fields, name)) own[name] = fields[name];
      for (const name of Object.keys(fields))
        if (!(name in this))
          Object.defineProperty(this, name, { get: () => fields[name], enumerable: false });
    }

    static {
      asPlain(this);
      for (const name of hidden)
        Object.defineProperty(this.prototype, name, {
          get(this: Printable) {
            // Some copies have the prototype, and none of what only the constructor gives.
            return #fields in this ? this.#fields[name] : undefined;
          },
        });
    }

    toJSON(): Record<string, unknown> {
      const json: Record<string, unknown> = Object.fromEntries(Object.entries(this));
      for (const name of hidden) {
        const value = #fields in this ? this.#fields[name] : undefined;
        const substitute = SUBSTITUTES[name];
        if (typeof value === "string" && substitute !== undefined) json[name] = substitute(value);
      }
      return json;
    }

    [PLAIN](): Record<string, unknown> {
      const fields = #fields in this ? this.#fields : this;
      return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, toPlain(value)]));
    }

    [Symbol.for("nodejs.util.inspect.custom")](): Record<string, unknown> {
      return this.toJSON();
    }
  }
  return Printable;
}

/**
 * Lets the objects of a class pass for plain ones: `util.inspect` can be told to call the getters of any other
 * prototype, and comparing tests ask for the constructor.
 */
export function asPlain(kind: { readonly prototype: object }): void {
  Object.defineProperty(kind.prototype, "constructor", { value: Object, configurable: true, writable: true });
}
