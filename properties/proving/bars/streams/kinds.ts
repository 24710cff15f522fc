/** The kinds of streams that real QEMU writes for comparing what `decode` reads with memory. */

export interface StreamKind {
  readonly name: string;
  /** QEMU's first version that can write it, and the first that no longer can. */
  readonly since?: string;
  readonly until?: string;
  /** Default: q35. */
  readonly machine?: string;
  /** Default: 4. */
  readonly memoryMiB?: number;
  readonly pattern?: Pattern;
  readonly capabilities?: readonly string[];
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Further flags of QEMU's command line. */
  readonly flags?: readonly string[];
  readonly target: Target;
  readonly course?: Course;
  /** The guest runs, but writes nothing. */
  readonly isRunning?: boolean;
}

/** What the pages hold: several kinds, zeros, random bytes, or the same byte everywhere. */
export type Pattern = 'mixed' | 'zeros' | 'noise' | 'same';

/** Where the stream goes: through a command, into a file, to a socket, or through a tee to another QEMU. */
type Target = 'exec' | 'gzip' | 'file' | 'socket' | 'host';

/**
 * What happens during the migration: pages are rewritten, or zeroed, or it is cancelled, or goes on in
 * postcopy.
 */
export type Course = 'rewritten' | 'zeroed' | 'cancelled' | 'postcopy';

const mapped = { since: '9.0', target: 'file' } as const;
const global = (setting: string): readonly string[] => ['-global', `migration.${setting}`];

/** QEMU 10.0 aborts (SIGABRT) without a configuration section. */
export const streamKinds: readonly StreamKind[] = [
  { name: 'q35 by exec', target: 'exec' },
  { name: 'pc by exec', machine: 'pc', target: 'exec' },
  { name: 'microvm by exec', machine: 'microvm', target: 'exec' },
  { name: 'isapc by exec', machine: 'isapc', target: 'exec' },
  { name: 'through gzip', target: 'gzip' },
  { name: 'to a socket', target: 'socket' },
  { name: 'to a file', since: '8.2', target: 'file' },
  { name: 'to a host', target: 'host' },
  { name: 'memory of zeros', pattern: 'zeros', target: 'exec' },
  { name: 'memory of noise', pattern: 'noise', target: 'exec' },
  { name: 'all pages the same', pattern: 'same', target: 'socket' },
  { name: 'memory of 2 MiB', memoryMiB: 2, target: 'exec' },
  { name: 'memory of 16 MiB', memoryMiB: 16, target: 'exec' },
  { name: 'rewritten', course: 'rewritten', target: 'socket' },
  { name: 'zeroed', course: 'zeroed', target: 'socket' },
  { name: 'cancelled', course: 'cancelled', pattern: 'noise', target: 'socket' },
  { name: 'deltas', capabilities: ['xbzrle'], course: 'rewritten', target: 'socket' },
  {
    name: 'deltas, zeroed',

    capabilities: ['xbzrle'],
    course: 'zeroed',
    target: 'socket',
  },
  { name: 'compressed', until: '9.0', capabilities: ['compress'], target: 'exec' },
  { name: 'shared memory ignored', capabilities: ['x-ignore-shared'], target: 'exec' },
  {
    name: 'background snapshot',
    capabilities: ['background-snapshot'],
    target: 'exec',
    isRunning: true,
  },
  { name: 'bitmaps of disks', capabilities: ['dirty-bitmaps'], target: 'exec' },
  {
    name: 'with a UUID',
    capabilities: ['validate-uuid'],
    flags: ['-uuid', '12345678-9abc-def0-1234-56789abcdef0'],
    target: 'exec',
  },
  { name: 'auto-converge', capabilities: ['auto-converge'], target: 'exec' },
  { name: 'pause before switchover', capabilities: ['pause-before-switchover'], target: 'exec' },
  { name: 'released pages', capabilities: ['release-ram', 'return-path'], target: 'host' },
  {
    name: 'multifd, 1 channel',
    capabilities: ['multifd'],
    parameters: channels(1),
    target: 'socket',
  },
  {
    name: 'multifd, 4 channels',
    capabilities: ['multifd'],
    parameters: channels(4),
    target: 'socket',
  },
  {
    name: 'multifd, noise',
    capabilities: ['multifd'],
    parameters: channels(2),
    pattern: 'noise',
    target: 'socket',
  },
  {
    name: 'multifd, zeros on the main channel',
    since: '9.0',
    capabilities: ['multifd'],
    parameters: { ...channels(2), 'zero-page-detection': 'legacy' },
    target: 'socket',
  },
  {
    name: 'zeros sent in full',
    since: '9.0',
    parameters: { 'zero-page-detection': 'none' },
    target: 'exec',
  },
  { name: 'postcopy', capabilities: ['postcopy-ram'], course: 'postcopy', target: 'host' },
  {
    name: 'postcopy with a preempt channel',
    capabilities: ['postcopy-ram', 'postcopy-preempt'],
    course: 'postcopy',
    target: 'host',
  },
  { name: 'postcopy, advised only', capabilities: ['postcopy-ram'], target: 'host' },
  { name: 'return path', capabilities: ['return-path'], target: 'host' },
  {
    name: 'no configuration',
    until: '9.0',
    flags: global('send-configuration=off'),
    target: 'exec',
  },
  { name: 'no footers', flags: global('send-section-footer=off'), target: 'exec' },
  {
    name: 'neither configuration nor footers',
    until: '9.0',
    flags: [...global('send-configuration=off'), ...global('send-section-footer=off')],
    target: 'exec',
  },
  { name: 'pc-i440fx-2.3', until: '9.1', machine: 'pc-i440fx-2.3', target: 'exec' },
  { name: 'pc-q35-6.0', machine: 'pc-q35-6.0', target: 'exec' },
  { name: 'mapped-ram', ...mapped, capabilities: ['mapped-ram'] },
  { name: 'mapped-ram of noise', ...mapped, capabilities: ['mapped-ram'], pattern: 'noise' },
  { name: 'mapped-ram of zeros', ...mapped, capabilities: ['mapped-ram'], pattern: 'zeros' },
  {
    name: 'mapped-ram with multifd',
    ...mapped,
    capabilities: ['mapped-ram', 'multifd'],
    parameters: channels(2),
  },
];

function channels(count: number): Readonly<Record<string, unknown>> {
  return { 'multifd-channels': count };
}
