export { createMockService } from "./service/createMockService.js";
export type { AddTokenOptions, MockService } from "./service/createMockService.js";
export { startMockServer } from "./doors/startMockServer.js";
export type { MockServer, MockServerOptions } from "./doors/startMockServer.js";
export {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  sandboxToken,
  sandboxTopicUrn,
  sandboxUser,
} from "./options/sandboxDefaults.js";
export type {
  MockKey,
  MockProject,
  MockServiceOptions,
  MockSign,
  MockUser,
  SmsCallback,
} from "./options/mockOptions.js";
export type { AcceptedMessage } from "./account/acceptedMessage.js";
export type { RequestRecord } from "./account/requestRecord.js";
export type { PushRecord } from "./push/pushRecord.js";
export type { Reply } from "./account/reply.js";
export { createPushSigner } from "./push/createPushSigner.js";
export type { PushSigner, PushSignerOptions, TestPush, UnsignedPush } from "./push/createPushSigner.js";
export type { FaultQueue } from "./faults/faultQueue.js";
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
} from "./faults/fault.js";
