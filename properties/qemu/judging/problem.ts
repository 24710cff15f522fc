/** One problem of a migration: which property it violates, and on which pages. */

/**
 * END: wrong memory; G1: a guest's read returned a wrong value; R: the model does not allow the recording;
 * GUEST: the guest runs nowhere; STATUS: statuses in an impossible order; COUNT: what QEMU reports of a
 * migration is not what was seen of it; OPERATOR: a monitor that answers only out of band; P6: a stream
 * cannot be decoded. The other names say what they mean.
 */
export const qemuProperties = [
  'END',
  'G1',
  'R',
  'GUEST',
  'STATUS',
  'COUNT',
  'OPERATOR',
  'LIVENESS',
  'CRASH',
  'FAILED',
  'P6',
] as const;

export type QemuProperty = (typeof qemuProperties)[number];

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

/** The fields of a problem that is not about pages. */
export const aboutNoPage: Pick<Problem, 'pages' | 'writer' | 'isStale'> = {
  pages: [],
  writer: 'nobody',
  isStale: false,
};
