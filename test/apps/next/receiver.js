import { createPushReceiver } from "smn-sms";

/** Tells the test by the output of the process what came, and what was refused. */
export const createReceiver = () =>
  createPushReceiver({
    topicUrns: [process.env.TOPIC_URN],
    fetchCertificate: async () => process.env.CERTIFICATE,
    onEvent: ({ kind, text }) => console.log(JSON.stringify({ kind, text })),
    onError: ({ message }, status) => console.log(JSON.stringify({ status, message })),
  });
