export { createMockService } from "./createMockService.js";
export type { AddTokenOptions, MockService } from "./createMockService.js";
export { startMockServer } from "./startMockServer.js";
export type { MockServer, MockServerOptions } from "./startMockServer.js";
export {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  sandboxToken,
  sandboxTopicUrn,
  sandboxUser,
} from "./mockOptions.js";
export type {
  MockKey,
  MockProject,
  MockServiceOptions,
  MockSign,
  MockUser,
  SmsCallback,
} from "./mockOptions.js";
export type { AcceptedMessage, PushRecord, RequestRecord } from "./sandboxState.js";
export type { Reply } from "./planReply.js";
export { createPushSigner } from "./push/createPushSigner.js";
export type { PushSigner, PushSignerOptions, TestPush, UnsignedPush } from "./push/createPushSigner.js";
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
