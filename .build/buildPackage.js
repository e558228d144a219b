import { build } from "rolldown";
import configs from "../rolldown.config.js";

/** Builds the whole package by rolldown.config.js. */
export async function buildPackage() {
  for (const config of configs) await build(config);
}

/**
 * Builds the package as Node runs it, without what it takes to publish it, for tests.
 *
 * @param {string} folder where to
 */
export async function buildRuntime(folder) {
  const [{ plugins, output, ...config }] = configs;
  const needed = plugins.filter(({ name }) => name !== "declarations");
  await build({ ...config, plugins: needed, output: { ...output, dir: folder } });
}
