/** What errors and warnings advise to call; the commands name their own in their place. */
export const CALL_RESUME = "resume()";
export const CALL_RESUME_AFTER_FAILOVER = 'resume({ afterFailover: "nothing was lost" })';
export const CALL_MIGRATE = "migrate()";
