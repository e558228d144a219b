import { zipParts } from "./zipParts.js";

const SETTINGS = /<(?:[\w.-]+:)?calcPr(?=[\s/>])((?:[^>"']|"[^"]*"|'[^']*')*)>/;
const ANEW = /(?:^|\s)fullCalcOnLoad\s*=\s*["'](?:1|true)["']/;

/**
 * Whether the results of all formulas of a workbook are to be worked out when it is opened. Programs write it that cannot do
 * it themselves: the results in the file are zeros, or those of the file that they filled in.
 */
export function isToBeCalculated(workbook: Buffer): boolean {
  for (const part of zipParts(workbook, (name) => /workbook[^/]*\.xml$/i.test(name)))
    if (ANEW.test(SETTINGS.exec(part.toString("utf8"))?.[1] ?? "")) return true;
  return false;
}
