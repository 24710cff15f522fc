/** One thing that is wrong with a migration: what it violates, and on which pages. */

/**
 * END: memory; G1: what a guest has read; R: the model does not allow it; P6: its bytes make no sense;
 * the others as they say.
 */
export type QemuProperty = 'END' | 'G1' | 'R' | 'LIVENESS' | 'CRASH' | 'FAILED' | 'P6';

export interface Problem {
  readonly property: QemuProperty;
  readonly text: string;
  /** Like `m0:381`. */
  readonly pages: readonly string[];
  /** Who had written these pages. */
  readonly writer: 'vcpu' | 'device' | 'nobody' | 'both';
  /** What they hold is what they held earlier. */
  readonly isStale: boolean;
}
