import type Http from "node:http";
import type Https from "node:https";
import type Net from "node:net";
import type Tls from "node:tls";

/**
 * Node's modules for requests, loaded with the first request instead of with the package: `node:http` takes about as
 * long to load as everything else here, and whoever checks messages, signs, or reads a journal needs none of it.
 * Asked for by `getBuiltinModule`, because an `import` could not wait without a promise, and because its facade loads
 * whatever a module can give: that of `node:http` all of fetch since Node 22. Each call gives the module itself, so
 * what tools that trace or fake requests do to it later is seen.
 */
export const nodeModules = {
  http: (): typeof Http => process.getBuiltinModule("node:http"),
  https: (): typeof Https => process.getBuiltinModule("node:https"),
  net: (): typeof Net => process.getBuiltinModule("node:net"),
  tls: (): typeof Tls => process.getBuiltinModule("node:tls"),
};
