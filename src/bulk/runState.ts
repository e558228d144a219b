/** Why a run ends before its inputs do. */
export interface Stop {
  readonly error: unknown;
}

/** The state of a run; the diagram above `Run` shows the transitions. */
export type RunState =
  | { readonly name: "idle" | "running" }
  | { readonly name: "stopping"; readonly stop: Stop }
  | { readonly name: "finished" | "closed"; readonly stop: Stop | undefined };
