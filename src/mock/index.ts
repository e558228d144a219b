export { createMockService } from "./createMockService.js";
export type { AddTokenOptions, MockService } from "./createMockService.js";
export { startMockServer } from "./startMockServer.js";
export type { MockServer, MockServerOptions } from "./startMockServer.js";
export { sandboxCredentials, sandboxProjectId, sandboxSign, sandboxToken } from "./mockOptions.js";
export type { MockKey, MockServiceOptions, MockSign } from "./mockOptions.js";
export type { AcceptedMessage, RequestRecord } from "./sandboxState.js";
export type { FaultQueue } from "./faultQueue.js";
export type {
  CreatedFault,
  Fault,
  FaultMoment,
  FaultSchedule,
  GarbageFault,
  LatencyFault,
  RedirectFault,
  RejectFault,
  ResultsChange,
  ResultsFault,
  ScheduledFault,
  SocketFault,
  StatusFault,
  ThrottleFault,
  TokenExpiredFault,
} from "./fault.js";
