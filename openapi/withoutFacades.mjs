/**
 * Asks Node for its modules instead of importing them: an import also makes everything that a module could give. That of
 * `node:http` is a WebSocket and with it all of fetch since Node 22, and takes longer than all the rest. The modules are
 * the same, so what tracing and test tools do to them is seen nevertheless.
 */
export function withoutFacades(code) {
  return code.replace(
    /^import (\{[^}]*\}|\w+) from "(node:[^"]+)";$/gm,
    (_, names, module) => `const ${names.replaceAll(" as ", ": ")} = process.getBuiltinModule("${module}");`,
  );
}
