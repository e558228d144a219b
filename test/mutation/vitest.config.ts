import base from "../vitest.config.js";

const rooms = ["base", "messages", "auth", "http", "client", "journal", "bulk", "reconcile", "reports"];

/** The tests of the rooms in which the laws are kept: quick enough to run for every mutant. */
export default {
  ...base,
  test: {
    ...base.test,
    include: rooms.map((room) => `test/${room}/**/*.test.ts`),
    typecheck: { enabled: false },
  },
};
