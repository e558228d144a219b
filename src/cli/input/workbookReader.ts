// A module of its own, so that only these parts of the library are bundled, and loaded only for a workbook.
export { readXlsx } from "hucre";
export { formulaCells } from "./formulaCells.js";
