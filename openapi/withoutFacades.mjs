/**
 * Asks Node for its modules instead of importing them: an import also makes everything that a module could give. That of
 * `node:http` is a WebSocket and with it all of fetch since Node 22, and takes longer than all the rest. `http` and
 * `https` are taken as a whole, so that what tracing and test tools do to them later is seen. Bundlers can leave out
 * what nobody uses.
 */
export function withoutFacades(code) {
  return code.replace(/^import (\{[^}]*\}|\w+) from "(node:[^"]+)";$/gm, (_, names, module) => {
    const asked = `process.getBuiltinModule("${module}")`;
    if (!names.startsWith("{")) return `const ${names} = /* @__PURE__ */ ${asked};`;
    return names
      .slice(1, -1)
      .split(",")
      .map((part) => part.trim().split(" as "))
      .map(([name, local = name]) => `const ${local} = /* @__PURE__ */ (() => ${asked}.${name})();`)
      .join("\n");
  });
}
