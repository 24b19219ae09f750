/** A path that cannot be used, in words for the user. */
export class PathError extends Error {}

/** Why no waiver is made. The exit code is 2: a gate that is waived by mistake would not be seen. */
export class WaiverError extends Error {}
