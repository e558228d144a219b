export { createHandlers } from "./doors/createHandlers.js";
export type { HandlerOptions } from "./doors/createHandlers.js";
