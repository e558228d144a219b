import type * as mock from "../../src/mock/index.js";
import type { createSmsClient, openJournal } from "../../src/index.js";

export function runScenario(
  client: { createSmsClient: typeof createSmsClient; openJournal: typeof openJournal },
  sandbox: typeof mock,
  path: string,
): Promise<string[]>;
