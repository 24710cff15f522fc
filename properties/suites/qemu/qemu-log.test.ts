/** QEMU's trace log in each of its forms, and the verdict on a log that says too little. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseTraceLog, readTraceLog, traceLogOptions } from '../../../impl/qemu/trace-log.ts';
import { printRecording } from '../../../traces/recording-file.ts';
import { projectRoot } from '../../project-root.ts';
import { readRecording } from '../../qemu/validation/read-recording.ts';
import { describeValidation, validate } from '../../qemu/validation/validate.ts';
import type { Alteration, Draft } from '../support/alterations.ts';
import { alterations } from '../support/alterations.ts';
import { version } from '../../terminal/version.ts';
import { fileOf, migcheck, temporaryFolder } from '../support/support.ts';

function load(name: string): Draft {
  const file = join(projectRoot, 'traces', 'recordings', `${name}.json.gz`);
  return structuredClone(readRecording(file)) as Draft;
}

/** The recording with a log that does not name threads. */
function withoutThreads(draft: Draft): Draft {
  for (const event of draft.events) delete event.thread;
  return draft;
}

const RUNNING = 'current_run_state 6 (prelaunch) new_state 9 (running)';

describe("a line of QEMU's trace log", () => {
  it.each([
    ['up to 10.0', `17@1769854830.123456:runstate_set ${RUNNING}`, 17, 1_769_854_830_123_456],
    [
      'from 10.1 on',
      `2026-01-31T10:20:30.123456Z runstate_set ${RUNNING}`,
      undefined,
      1_769_854_830_123_456,
    ],
    [
      'at a whole second',
      `2026-01-31T10:20:30Z runstate_set ${RUNNING}`,
      undefined,
      1_769_854_830_000_000,
    ],
    [
      'on a leap day',
      `2024-02-29T23:59:59.000001Z runstate_set ${RUNNING}`,
      undefined,
      Date.UTC(2024, 1, 29, 23, 59, 59) * 1000 + 1,
    ],
    ['without -msg timestamp', `runstate_set ${RUNNING}`, undefined, undefined],
  ])('is read in its form %s', (_when, line, thread, us) => {
    expect(parseTraceLog(`${line}\n`)).toEqual([
      { thread, us, name: 'runstate_set', args: RUNNING },
    ]);
  });

  it('may have no arguments', () => {
    const text = '2026-01-31T10:20:30.123456Z savevm_state_setup \nsavevm_state_setup\n';
    expect(parseTraceLog(text).map(({ name, args }) => [name, args])).toEqual([
      ['savevm_state_setup', ''],
    ]);
    expect(parseTraceLog('savevm_state_setup')[0]).toMatchObject({ args: '' });
  });

  it.each([
    '',
    'noise',
    '17@170',
    '2026-01-31T10:2',
    '2026-01-31T10:20:30.123456Z qemu-system-x86_64: warning: told',
    'qemu-system-x86_64: warning: told',
  ])('is skipped if it is %j', (line) => {
    expect(parseTraceLog(`${line}\n`)).toEqual([]);
  });
});

describe('a log with one file per thread', () => {
  it('is merged by time, and each line gets its thread', () => {
    const folder = temporaryFolder();
    const file = join(folder, '4-trace');
    const at = (micros: string, name: string): string => `2026-01-31T10:20:30.${micros}Z ${name}\n`;
    writeFileSync(`${file}.17`, at('000001', 'runstate_set') + at('000009', 'migrate_set_state'));
    writeFileSync(`${file}.18`, at('000005', 'savevm_state_setup'));
    writeFileSync(join(folder, '14-trace.19'), at('000002', 'of_another'));
    expect(readTraceLog(file).map(({ thread, name }) => [thread, name])).toEqual([
      [17, 'runstate_set'],
      [18, 'savevm_state_setup'],
      [17, 'migrate_set_state'],
    ]);
    expect(readTraceLog(join(folder, 'nowhere'))).toEqual([]);
  });

  it('is requested from versions whose lines lack the thread', () => {
    expect(traceLogOptions('10.0.13', 'log')).toEqual(['-D', 'log', '-msg', 'timestamp=on']);
    expect(traceLogOptions('10.1.0', 'log').join(' ')).toContain('-d tid -D log.%d');
    expect(traceLogOptions('11.1.3', 'log').join(' ')).toContain('-d tid -D log.%d');
  });
});

describe('a recording of 11.1', () => {
  it.each(['precopy-11', 'cancel-retry-11', 'postcopy-11', 'preempt-11'])(
    'is accepted: %s',
    (name) => {
      expect(load(name).system.version).toBe('11.1.3');
      expect(describeValidation(validate(load(name)))).toMatch(/^accepted: /);
    },
  );
});

describe('a log that does not name threads', () => {
  it.each(['precopy', 'cancel-retry', 'postcopy', 'preempt', 'postcopy-11', 'preempt-11'])(
    'is no reason to reject a real %s',
    (name) => {
      const draft = withoutThreads(load(name));
      expect(describeValidation(validate(draft))).toMatch(/^accepted: /);
    },
  );

  it('hides none of the alterations', () => {
    for (const [name, { recording, alter }] of Object.entries<Alteration>(alterations)) {
      const draft = load(recording);
      alter(draft);
      expect(validate(withoutThreads(draft)).verdict, name).toBe('rejected');
    }
  });
});

describe('a log that says too little', () => {
  const without =
    (isLeftOut: (event: Draft['events'][number]) => boolean) =>
    (draft: Draft): void => {
      draft.events = draft.events.filter((event) => !isLeftOut(event));
    };

  it.each([
    ['no events', 'precopy', without(() => true), 'the log of the source has no events'],
    [
      'no events of the source',
      'postcopy',
      without(({ host }) => host === 'source'),
      'the log of the source has no events',
    ],
    [
      'no events of the destination',
      'postcopy',
      without(({ host }) => host === 'destination'),
      'the log of the destination has no events',
    ],
    [
      'no state of the migration',
      'precopy',
      without(({ name }) => name === 'migrate_set_state'),
      'there are 1 migrations on the wire, but 0 in the log of the source',
    ],
    [
      'no section',
      'precopy',
      without(({ name }) => name.startsWith('savevm_section')),
      'the log of the source has no section of RAM',
    ],
    [
      'no sync',
      'precopy',
      without(({ name }) => name.startsWith('migration_bitmap_sync')),
      'the log of the source has no sync',
    ],
  ] as const)(
    'with %s is not understood, which is not a finding',
    async (_what, name, alter, why) => {
      const draft = load(name);
      alter(draft);
      expect(validate(draft)).toEqual({ verdict: 'not-understood', why });
      const file = fileOf(printRecording(draft));
      const { status, stdout } = await migcheck(['qemu', '--validate', file]);
      expect(status).toBe(3);
      expect(stdout.replaceAll(/\s+/g, ' ').trim()).toBe(`not validated: ${why}`);
      const asJson = await migcheck(['qemu', '--validate', file, '--json']);
      expect(asJson.status).toBe(3);
      expect(JSON.parse(asJson.stdout)).toEqual({
        migcheck: version(),
        version: 1,
        verdict: 'not-understood',
        why,
      });
    },
  );
});
