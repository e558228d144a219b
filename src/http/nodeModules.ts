import type Http from "node:http";
import type Https from "node:https";
import type Net from "node:net";
import type Tls from "node:tls";

/**
 * Node's modules for requests, loaded with the first request instead of with the package: `node:http` takes about as
 * long to load as everything else here, and validating messages, signing or reading a journal needs none of it.
 * They are loaded with `getBuiltinModule`, because a lazy `import` needs a promise, and because an import loads every
 * export of a module: since Node 22 that of `node:http` loads all of fetch. Each call returns the module itself, so
 * that later changes by tools that trace or mock requests take effect.
 */
export const nodeModules = {
  http: (): typeof Http => process.getBuiltinModule("node:http"),
  https: (): typeof Https => process.getBuiltinModule("node:https"),
  net: (): typeof Net => process.getBuiltinModule("node:net"),
  tls: (): typeof Tls => process.getBuiltinModule("node:tls"),
};
