// npm run docs:architecture: draws docs/architecture.svg from the imports of the sources.
import { writeFileSync } from "node:fs";
import { drawRooms } from "./theme/roomDrawing.mjs";

writeFileSync(new URL("architecture.svg", import.meta.url), await drawRooms());
