/** Judging a migration without a recording, by QEMU's own logs and by captures. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { HostName, QemuEvent, QemuRecording } from '../../../traces/recording-file.ts';
import { readMainChannel } from '../../../traces/wire-reader.ts';
import { projectRoot } from '../../project-root.ts';
import { readRecording } from '../../qemu/validation/read-recording.ts';
import { checkStatuses } from '../../qemu/validation/raw/status-order.ts';
import { migcheckHere, temporaryFolder, unwrapped } from '../support/support.ts';

const recordings = join(projectRoot, 'traces', 'recordings');

function load(name: string): QemuRecording {
  return readRecording(join(recordings, `${name}.json.gz`));
}

/** The log as QEMU writes it: up to 10.0 with threads in the lines, or from 10.1 on. */
function logOf(events: readonly QemuEvent[], form: 'thread' | 'date' = 'thread'): string {
  return events
    .map(({ thread = 1, at, name, args }) => {
      const seconds = 1_769_854_830 + Math.floor(at / 1e6);
      const fraction = String(at % 1e6).padStart(6, '0');
      const date = new Date(seconds * 1000).toISOString().replace('.000Z', `.${fraction}Z`);
      return form === 'thread'
        ? `${thread}@${seconds}.${fraction}:${name} ${args}\n`
        : `${date} ${name} ${args}\n`;
    })
    .join('');
}

interface Written {
  readonly folder: string;
  readonly flags: readonly string[];
}

/** Writes the logs of a recording to files. @returns the flags that name them */
function write(
  name: string,
  change: (events: readonly QemuEvent[], host: HostName) => readonly QemuEvent[] = (all) => all,
  form?: 'thread' | 'date',
): Written {
  const folder = temporaryFolder();
  const { events } = load(name);
  const flags = (['source', 'destination'] as const).flatMap((host) => {
    const file = join(folder, `${host}.log`);
    writeFileSync(
      file,
      logOf(
        change(
          events.filter((one) => one.host === host),
          host,
        ),
        form,
      ),
    );
    return ['--log', file];
  });
  return { folder, flags };
}

describe('statuses', () => {
  it.each([
    'auto-converge',
    'cancel-retry',
    'cancel-retry-11',
    'lost-write',
    'misnamed-block',
    'periodic-sync-11',
    'postcopy',
    'postcopy-11',
    'precopy',
    'precopy-11',
    'preempt',
    'preempt-11',
  ])('of a real migration (%s) are in order', (name) => {
    const { events } = load(name);
    // A migration that was tried again has two destinations with a log each.
    const hosts = name.startsWith('cancel') ? ['source'] : ['source', 'destination'];
    for (const host of hosts) {
      const { count, breach } = checkStatuses(events.filter((one) => one.host === host));
      expect(breach, host).toBeUndefined();
      expect(count, host).toBeGreaterThan(1);
    }
  });

  it('out of order are a violation', async () => {
    const { flags } = write('precopy', (events) =>
      events.map((event) =>
        event.args.includes('new state active')
          ? { ...event, args: event.args.replace('active', 'cancelled') }
          : event,
      ),
    );
    const { status, stdout } = await migcheckHere(['qemu', '--validate', ...flags]);
    expect(status).toBe(1);
    expect(stdout).toMatch(
      /^rejected at source log at \d+: migrate_set_state: cancelled\n.*setup is followed by/,
    );
  });
});

describe('logs and captures', () => {
  const stream = (name: string): readonly string[] => [
    '--stream',
    join(recordings, `${name}.stream.gz`),
  ];

  it.each(['thread', 'date'] as const)(
    'alone are judged by statuses and grammar (%s)',
    async (form) => {
      const { flags } = write('precopy', undefined, form);
      const { status, stdout } = await migcheckHere(['qemu', '--validate', ...flags]);
      expect(stdout).toMatch(/^accepted, as far as it can be judged\n/);
      expect(stdout).toMatch(
        /judged: .*source\.log, the log of the source:\s+order of\s+\d+\s+statuses/,
      );
      expect(stdout).toMatch(/not judged: page by page: there is no stream of a main channel/);
      expect(status).toBe(0);
      const return_ = await migcheckHere(['qemu', '--validate', ...stream('return-path')]);
      expect(return_.stdout).toMatch(
        /judged: .*: grammar\s+of\s+the\s+return-path\s+channel,\s+\d+\s+records/,
      );
    },
  );

  const captured = join(projectRoot, 'properties', 'suites', 'inputs', 'captured');
  const main = ['--stream', join(captured, 'main.stream.gz')];

  /** The source's log without matching lines, in one file or in one file per thread. */
  function sourceLog(without: RegExp | undefined, isSplit = false): string {
    const file = join(temporaryFolder(), 'source.log');
    const lines = readFileSync(join(captured, 'source.log'), 'utf8').split('\n');
    const kept = lines.filter((line) => without === undefined || !without.test(line));
    if (!isSplit) writeFileSync(file, kept.join('\n'));
    else
      for (const line of kept.filter((one) => one !== ''))
        writeFileSync(`${file}.${/^\d+/.exec(line)?.[0]}`, `${line}\n`, { flag: 'a' });
    return file;
  }

  it.each([true, false])('of one migration are judged page by page (%j)', async (isSplit) => {
    const logs = [
      '--log',
      sourceLog(undefined, isSplit),
      '--log',
      join(captured, 'destination.log'),
    ];
    const { status, stdout } = await migcheckHere(['qemu', '--validate', ...logs, ...main]);
    expect(stdout).toMatch(/judged: page by page: \d+ steps of 531 pages/);
    expect(stdout).toMatch(/not judged: the page requests/);
    expect(status).toBe(0);
  });

  it('of a source that sent pages again without a sync are rejected', async () => {
    const logs = ['--log', sourceLog(/migration_bitmap_sync_(?:start|end)/)];
    const none = await migcheckHere(['qemu', '--validate', ...logs, ...main]);
    expect(none.stdout).toMatch(/not judged: page by page: the log of the source has no sync/);
    // Keeps only the first sync.
    const whole = readFileSync(join(captured, 'source.log'), 'utf8');
    let met = 0;
    const file = join(temporaryFolder(), 'source.log');
    const isLater = (line: string): boolean => line.includes('bitmap_sync') && ++met > 2;
    writeFileSync(
      file,
      whole
        .split('\n')
        .filter((line) => !isLater(line))
        .join('\n'),
    );
    const { status, stdout } = await migcheckHere(['qemu', '--validate', '--log', file, ...main]);
    expect(stdout).toMatch(/^rejected at wire 0 item \d+: m0:\d+: record of version 1\n/);
    expect(stdout).toMatch(/allowed only if a sync has marked the page since it was sent/);
    expect(status).toBe(1);
  });

  it('that are cut short are not accepted', async () => {
    const { folder } = write('precopy');
    const file = join(folder, 'cut.stream');
    writeFileSync(
      file,
      gunzipSync(readFileSync(join(recordings, 'precopy.stream.gz'))).subarray(0, 9999),
    );
    const { status, stdout } = await migcheckHere([
      'qemu',
      '--validate',
      '--stream',
      file,
      '--json',
    ]);
    expect(status).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({ version: 1, verdict: 'not-understood' });
  });

  it('of two migrations are not accepted: log and stream differ', async () => {
    const { flags } = write('precopy');
    const { status, stdout } = await migcheckHere(['qemu', '--validate', ...flags, ...main]);
    expect(stdout).toMatch(/^not validated/);
    expect(unwrapped(stdout)).toMatch(/not judged: page by page: log and stream differ: /);
    expect(status).toBe(3);
  });

  it('that are empty, or cannot be read here, are not accepted', async () => {
    const { folder } = write('precopy');
    const bytes = gunzipSync(readFileSync(join(recordings, 'precopy.stream.gz')));
    // The first record of RAM after the list of blocks becomes an RDMA hook.
    const [first] = readMainChannel()
      .push(new Uint8Array(bytes))
      .filter(({ kind }) => kind === 'record');
    const flags = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0x80]);
    const hook = Buffer.concat([bytes.subarray(0, first?.from), flags]);
    for (const [content, why] of [
      [Buffer.alloc(0), /not judged: \S+: the rest of the stream: it is empty/],
      [hook, /not judged: \S+: the rest of the stream: offset \d+: an RDMA hook/],
    ] as const) {
      const file = join(folder, 'file.stream');
      writeFileSync(file, content);
      const { status, stdout } = await migcheckHere(['qemu', '--validate', '--stream', file]);
      expect(unwrapped(stdout)).toMatch(why);
      expect(status).toBe(3);
    }
  });

  it('without a channel, or of one that is not read, leave pages unjudged', async () => {
    const { flags, folder } = write('postcopy');
    const bytes = gunzipSync(readFileSync(join(recordings, 'postcopy.stream.gz')));
    const items = readMainChannel().push(new Uint8Array(bytes));
    const packaged = items.findIndex(({ kind }) => kind === 'package');
    // A record that names its block is longer, and the next one may rely on it.
    const sentAgain = items
      .slice(packaged)
      .find(({ kind, from, end }) => kind === 'record' && [9, 8 + 4096].includes(end - from));
    const file = join(folder, 'main.stream');
    writeFileSync(
      file,
      Buffer.concat([bytes.subarray(0, sentAgain?.from), bytes.subarray(sentAgain?.end)]),
    );
    const less = await migcheckHere(['qemu', '--validate', ...flags, '--stream', file]);
    expect(unwrapped(less.stdout)).toMatch(
      /not judged: page by page: 1 pages are in none of the streams/,
    );
    const multifd = ['--stream', join(captured, 'multifd.stream.gz')];
    const more = await migcheckHere(['qemu', '--validate', ...flags, ...main, ...multifd]);
    expect(unwrapped(more.stdout)).toMatch(/not judged: page by page: .*: the pages of multifd/);
    expect({ less: less.status, more: more.status }).toEqual({ less: 3, more: 3 });
  });

  it('of several files without times have no order', async () => {
    const folder = temporaryFolder();
    for (const thread of [1, 2])
      writeFileSync(
        join(folder, `source.log.${thread}`),
        'savevm_state_setup \nmigrate_set_state new state setup\n',
      );
    const log = ['--log', join(folder, 'source.log')];
    const { status, stdout } = await migcheckHere(['qemu', '--validate', ...log]);
    expect(unwrapped(stdout)).toMatch(
      /not judged: .*: order of statuses: the log has several files/,
    );
    expect(status).toBe(3);
  });

  it.each(['active', 'constructor'])(
    'with nothing to compare are not accepted (%s)',
    async (state) => {
      const file = join(temporaryFolder(), 'source.log');
      const states = ['toString', state].map((one) => `migrate_set_state new state ${one}`);
      writeFileSync(file, `${['savevm_state_setup', ...states].join('\n')}\n`);
      const { status, stdout } = await migcheckHere(['qemu', '--validate', '--log', file]);
      expect(stdout).toMatch(/^not validated/);
      expect(status).toBe(3);
    },
  );

  it('are refused in one line, exit 2, if they are something else', async () => {
    const { folder, flags } = write('precopy');
    const empty = join(folder, 'empty');
    writeFileSync(empty, 'nothing of the kind\n');
    for (const [args, line] of [
      [['--validate'], /a recording, or files .* --log and --stream/],
      [flags, /need --validate/],
      [['--validate', 'x', ...flags], /leave out FILE/],
      [['--validate', '--log', empty], /no trace events of QEMU/],
      [['--validate', '--stream', join(folder, 'none')], /no such file/],
      [['--validate', '--stream', empty], /magic 0x6e6f7468, not 0x5145564d/],
    ] as const) {
      const { status, stderr, stdout } = await migcheckHere(['qemu', ...args]);
      expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
      expect(stderr).toMatch(line);
    }
  });
});
