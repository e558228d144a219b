/**
 * Why a journal was refused or a run with it stopped (`SmnError.reason`, with `code: "journal"`).
 *
 * - `other_input`: it records a run of another input
 * - `other_project`: it records a run of another project, or at another address of the service
 * - `other_numbers`: other phone numbers are at the positions that it recorded
 * - `locked`: another process has it open, or may have
 * - `claimed`: another run of this process is using it
 * - `lost`: the file or its lock was removed, renamed or replaced while it was in use
 * - `damaged`: it holds something that no crash leaves behind
 * - `not_a_journal`: the file is something else, or of an unknown version
 * - `unreadable`: it could not be opened or read
 * - `unwritable`: it could not be written
 * - `busy`: a ledger cannot have the job sent now: another worker has it, or it must wait; deliver it again later
 * - `paused`: a ledger has stopped all sending, until a pause is over or somebody resumes it
 * - `failed`: an implementation of your own threw, or gave an answer that is not defined
 */
export type JournalReason =
  | "other_input"
  | "other_project"
  | "other_numbers"
  | "locked"
  | "claimed"
  | "lost"
  | "damaged"
  | "not_a_journal"
  | "unreadable"
  | "unwritable"
  | "busy"
  | "paused"
  | "failed";
