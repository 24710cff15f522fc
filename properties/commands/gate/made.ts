/** When, where and with which versions a report was made, for its later readers. */
import { arch, availableParallelism, cpus, release, type } from 'node:os';
import { version } from '../../terminal/version.ts';

export interface Made {
  /** When the gate began, in UTC and ISO 8601. */
  readonly at: string;
  /** Version of migcheck. */
  readonly migcheck: string;
  /** Version of Node. */
  readonly node: string;
  /** The arguments after `gate`. */
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
