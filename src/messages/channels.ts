import { EventChannel, TraceChannel } from "../base/diagnosticsChannels.js";
import type { ChannelMessages, TracingMessages } from "./telemetryMessages.js";

/** A channel by its name: the type of its messages follows from it. */
const trace = <Name extends keyof TracingMessages>(name: Name): TraceChannel<TracingMessages[Name]> =>
  new TraceChannel(name);
const event = <Name extends keyof ChannelMessages>(name: Name): EventChannel<ChannelMessages[Name]> =>
  new EventChannel(name);

/** Where the package says through `node:diagnostics_channel` what it does. Nothing is paid while nobody listens. */
export interface Channels {
  readonly request: TraceChannel<TracingMessages["smn-sms:request"]>;
  readonly send: TraceChannel<TracingMessages["smn-sms:send"]>;
  readonly journal: TraceChannel<TracingMessages["smn-sms:journal"]>;
  readonly mark: TraceChannel<TracingMessages["smn-sms:ledger.mark"]>;
  readonly pause: EventChannel<ChannelMessages["smn-sms:pause"]>;
  readonly outcome: EventChannel<ChannelMessages["smn-sms:outcome"]>;
  readonly sweep: EventChannel<ChannelMessages["smn-sms:ledger.sweep"]>;
  readonly claimLost: EventChannel<ChannelMessages["smn-sms:ledger.claim-lost"]>;
  readonly queue: EventChannel<ChannelMessages["smn-sms:queue"]>;
}

/** See `Channels`. */
export const channels: Channels = {
  request: trace("smn-sms:request"),
  send: trace("smn-sms:send"),
  journal: trace("smn-sms:journal"),
  mark: trace("smn-sms:ledger.mark"),
  pause: event("smn-sms:pause"),
  outcome: event("smn-sms:outcome"),
  sweep: event("smn-sms:ledger.sweep"),
  claimLost: event("smn-sms:ledger.claim-lost"),
  queue: event("smn-sms:queue"),
};
