import { Command } from "commander";
import type { MockCommandOptions } from "./runMock.js";
import * as parse from "../options/optionParsers.js";

const EXAMPLES = `
The sandbox checks keys, signatures and messages as the service does, keeps what
it accepts in memory and sends nothing to anybody. It also hands out tokens, as
identity management does (POST /v3/auth/tokens, GET /v3/projects).

Examples:
  $ smn-sms mock
  $ smn-sms mock --port 0 --seed 7 --latency 50
  $ smn-sms mock --faults '{"kind":"throttle","times":3}'
  $ smn-sms mock --faults faults.json
  $ smn-sms mock --callback-url http://127.0.0.1:9000/reports

Its address in a browser is an inbox: every text as it arrives, every request,
faults, replies and reports by a click.

Control it while it runs, without credentials:
  GET    /__sandbox/health     whether it is up
  GET    /__sandbox/inbox      texts as phones show them: ?number=…&wait=5000
  GET    /__sandbox/messages   what was accepted
  DELETE /__sandbox/messages   resets the sandbox
  GET    /__sandbox/requests   every request to the service
  GET    /__sandbox/faults     pending faults; POST adds, DELETE clears
  GET    /__sandbox/pushes     every attempt to push a report
  POST   /__sandbox/replies    {"endpoint":"+86…","reply":"T"}
  POST   /__sandbox/deliveries {"message_id":"…","status_desc":"UNDELIV"}
  GET    /__sandbox/clock      its time; POST {"advanceMs":60000} moves it
  All of them: docs/testing.md

Faults are {"kind":…} with times, after, probability, operationId:
  throttle      429: retryAfter, limit, window, hint
  tokenExpired  401 APIGW.0307
  status        any status: status, body or page "gateway"|"html", when
  latency       a late answer: ms
  stall, reset, truncate  the connection fails: when "before"|"after"
  redirect      location, status
  garbage200    200 that is no answer: body "html"|"json"
  results       change "missing"|"extra"|"renamed"|"respelled"|"reordered"
                |"doubled"|"malformed"
  created       201 instead of 200
  reject        code, numbers, message, sensitive_word

Exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 failed, 2 wrong command line.`;

/** Describes `smn-sms mock`. */
export function createMockCommand(action: (options: MockCommandOptions) => Promise<void>): Command {
  return new Command("mock")
    .description("Start a sandbox of the service on this machine.")
    .option("--port <port>", "to listen on; 0 is a free one", parse.wholeNumber(0, 65_535), 8787)
    .option("--host <address>", "to listen on", parse.nonEmpty, "127.0.0.1")
    .option("--ak <id>", "access key that it accepts; a sandbox key, never a real one", parse.nonEmpty)
    .option("--sk <secret>", "its secret", parse.nonEmpty)
    .option("--token <token>", "token that it accepts", parse.nonEmpty)
    .option("--latency <ms>", "time that every answer takes", parse.wholeNumber(0, 600_000))
    .option("--seed <number>", "same seed, same ids", parse.wholeNumber(0))
    .option("--faults <json>", "failures to show: JSON, or a file with it", parse.nonEmpty)
    .option("--any-sign", "accept every sign_id")
    .option("--accept-boolean-flag", "accept message_include_sign_flag as a boolean", true)
    .option("--no-accept-boolean-flag", "refuse it, as the document does")
    .option("--balance <parts>", "parts that the account can pay for", parse.wholeNumber(0))
    .option("--delivery-delay <ms>", "time until a report comes", parse.wholeNumber(0), 3000)
    .option("--callback-url <url>", "push reports there, signed", parse.nonEmpty)
    .option("--clock-control", "let POST /__sandbox/clock move its time")
    .option("--allow-host <names>", "names by which its page may be reached, with commas between", parse.list)
    .option("--allow-origin <origins>", "origins whose pages may control it, with commas between", parse.list)
    .option("--cert <file>", "serve HTTPS with this certificate (PEM)", parse.nonEmpty)
    .option("--key <file>", "its key (PEM)", parse.nonEmpty)
    .addHelpText("after", EXAMPLES)
    .action(action);
}
