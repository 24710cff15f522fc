/** When a report was made, with what, and where: whoever reads it later, elsewhere, has to know. */
import { arch, availableParallelism, cpus, release, type } from 'node:os';
import { version } from '../../terminal/version.ts';

export interface Made {
  /** In UTC, as of ISO 8601, when the gate began. */
  readonly at: string;
  /** Version of migcheck. */
  readonly migcheck: string;
  /** Version of Node. */
  readonly node: string;
  /** What was typed behind `gate`. */
  readonly flags: readonly string[];
  /** System, processor and cores. */
  readonly machine: string;
}

/** @param flags - as they were typed */
export function madeNow(flags: readonly string[]): Made {
  const processor = cpus()[0]?.model.trim() ?? 'processor unknown';
  return {
    at: `${new Date().toISOString().slice(0, 19)}Z`,
    migcheck: version(),
    node: process.version,
    flags,
    machine: `${type()} ${release()} ${arch()}, ${availableParallelism()} × ${processor}`,
  };
}
