import { createReceiver } from "../../receiver.js";

/** Wrong: it takes the body away before the receiver sees it. */
export async function POST(request) {
  await request.text();
  return createReceiver().fetch(request);
}
