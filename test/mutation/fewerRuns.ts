import fc from "fast-check";

/** What a property does not find in so many runs costs too much time to look for in every mutant. */
fc.configureGlobal({ numRuns: 25 });
