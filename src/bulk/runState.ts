/** Why a run ends before its inputs do. */
export interface Stop {
  readonly error: unknown;
}

/** Where a run stands; the diagram above `Run` shows what leads from one to the next. */
export type RunState =
  | { readonly name: "idle" | "running" }
  | { readonly name: "stopping"; readonly stop: Stop }
  | { readonly name: "finished" | "closed"; readonly stop: Stop | undefined };
