export { startTelemetry, type TelemetryOptions } from "./startTelemetry.js";
export type { QueueState } from "./observeQueue.js";
