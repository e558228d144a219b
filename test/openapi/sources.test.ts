import { describe, expect, it } from "vitest";
import { at, document, everyOperation, operations, type Node } from "./support.js";
import { blocksOf } from "../../docs/theme/ourParts.mjs";

/** Every object with a mark, with its place. */
function* marked(node: unknown, where = "#"): Generator<[string, Node]> {
  if (typeof node !== "object" || node === null) return;
  if ("x-ours" in node) yield [where, node];
  for (const [key, child] of Object.entries(node))
    if (key !== "value") yield* marked(child, `${where}/${key}`);
}

const marks = [...marked(document)];

describe("sources", () => {
  it.each(everyOperation().map((operation) => [operation["operationId"], operation] as const))(
    "of %s are linked, by title and address",
    (_id, operation) => {
      const { description, url } = operation["externalDocs"] as { description: string; url: string };
      expect(description.length).toBeGreaterThan(3);
      // At a commit: what the page said cannot change under the document.
      expect(url).toMatch(/^https:\/\/github\.com\/[\w-]+\/[\w-]+\/(?:blob|tree)\/[0-9a-f]{40}\//);
      if (operation["x-verified"] === "documented")
        expect(decodeURIComponent(url)).toContain(`/${description}.md`);
    },
  );

  it("mark what is ours by one extension, which is explained once", () => {
    expect(marks.length).toBeGreaterThan(30);
    const texts = (document["tags"] as { description: string }[]).map(({ description }) => description);
    expect(texts.join("\n").match(/\| `x-ours` \|/g)).toHaveLength(1);
  });

  it.each(marks)("the mark at %s names what is beside it", (_where, node) => {
    for (const mark of node["x-ours"] as string[]) {
      const [name, part] = mark.split(".") as [string, string?];
      expect(node[name], mark).toBeDefined();
      if (part === undefined) continue;
      expect(name).toBe("description");
      expect(Number(part)).toBeGreaterThan(0);
      expect(Number(part)).toBeLessThanOrEqual(blocksOf(node["description"] as string).length);
    }
  });

  it("mark every bound of a request that the vendor does not give", () => {
    const theirs: Readonly<Record<string, string[]>> = {
      MessageText: ["maxLength"],
      ExtendSrcId: ["maxLength"],
      ExtendCode: ["x-max-bytes"],
      SmsBatch: ["maxItems"],
      SdkSmsBatch: ["maxItems"],
      limit: ["maximum"],
      offset: ["minimum"],
    };
    const bounds = [
      "minLength",
      "maxLength",
      "pattern",
      "minItems",
      "maxItems",
      "minimum",
      "maximum",
      "x-max-bytes",
    ];
    const visit = (node: unknown, name: string): void => {
      if (typeof node !== "object" || node === null) return;
      const found = bounds.filter((bound) => bound in node);
      const ours = ((node as Node)["x-ours"] ?? []) as string[];
      for (const bound of found)
        expect(ours.includes(bound) || theirs[name]?.includes(bound) === true, `${bound} of ${name}`).toBe(
          true,
        );
      for (const child of Object.values(node)) visit(child, name);
    };
    for (const [name, schema] of Object.entries(at("components", "schemas"))) visit(schema, name);
    for (const [name, one] of Object.entries(at("components", "parameters")))
      visit((one as Node)["schema"], name);
    for (const { operation } of operations())
      for (const one of (operation["parameters"] ?? []) as Node[]) visit(one["schema"], String(one["name"]));
  });

  it("say of the vendor's sample that the refusal is our reading", () => {
    const sample = at("components", "examples", "VendorSampleRequest");
    expect(sample["x-ours"]).toEqual(["description"]);
    expect(sample["description"]).toContain("probably");
  });
});
