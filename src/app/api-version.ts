/** External Client App components are written as of this version or newer: below 60.0 they cannot hold a certificate. */
const OLDEST = 66;

/** The newest version whose fields we know; a newer org serves it as well. */
const NEWEST = 67;

/** The Metadata API version to write an app with, like `67.0`, for a connection that would use `version`. */
export function appApiVersion(version: string): string {
  return `${Math.min(Math.max(Number(version), OLDEST), NEWEST)}.0`;
}
