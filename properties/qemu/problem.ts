/** One problem of a migration: which property it violates, and on which pages. */

/**
 * END: wrong memory; G1: a guest's read returned a wrong value; R: the model does not allow the recording;
 * P6: a stream cannot be decoded. The other names say what they mean.
 */
export type QemuProperty = 'END' | 'G1' | 'R' | 'LIVENESS' | 'CRASH' | 'FAILED' | 'P6';

export interface Problem {
  readonly property: QemuProperty;
  readonly text: string;
  /** Like `m0:381`. */
  readonly pages: readonly string[];
  /** Who wrote these pages. */
  readonly writer: 'vcpu' | 'device' | 'nobody' | 'both';
  /** Whether the pages hold contents of an earlier version. */
  readonly isStale: boolean;
}
