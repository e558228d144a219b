import { buildPackage } from "./buildPackage.js";

await buildPackage();
