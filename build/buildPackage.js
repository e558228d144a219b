import { join } from "node:path";
import { build } from "rolldown";
import configs from "../rolldown.config.js";

/**
 * Builds the package by rolldown.config.js.
 *
 * @param {string} [folder] where to; default `dist/`
 */
export async function buildPackage(folder = "dist") {
  for (const config of configs) {
    const dir = config.output.dir.replace(/^dist/, folder);
    await build({ ...config, output: { ...config.output, dir } });
  }
}
