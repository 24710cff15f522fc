/** Recordings of real migrations are accepted; each alteration is rejected at the place of the alteration. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ActionKind } from '../../../model/action.ts';
import { parseRecording, printRecording } from '../../../traces/recording-file.ts';
import { projectRoot } from '../../project-root.ts';
import { readRecording } from '../../qemu/validation/read-recording.ts';
import { properties } from '../../judging/oracles/properties.ts';
import { makePageMachine } from '../../qemu/validation/page-machine.ts';
import type { PageState } from '../../qemu/validation/page-state.ts';
import { linearise, TooManyOrders } from '../../qemu/validation/linearise.ts';
import type { Deed, ObservedStep } from '../../qemu/validation/step.ts';
import { describeValidation, validate } from '../../qemu/validation/validate.ts';
import type { Rejected } from '../../qemu/validation/verdict.ts';
import type { Alteration, Draft } from '../support/alterations.ts';
import { alterations } from '../support/alterations.ts';

function load(name: string): Draft {
  const file = join(projectRoot, 'traces', 'recordings', `${name}.json.gz`);
  return structuredClone(readRecording(file)) as Draft;
}

describe('validation', () => {
  it.each(['precopy', 'cancel-retry', 'auto-converge', 'periodic-sync-11', 'postcopy', 'preempt'])(
    'accepts a real %s',
    (name) => {
      expect(describeValidation(validate(load(name)))).toMatch(
        /^accepted: \d{4,} steps of \d{3,} pages$/,
      );
    },
  );

  it('finds the writes that QEMU 7.2 loses under TCG, where the migration completes', () => {
    const found = validate(load('lost-write')) as Rejected;
    expect(found).toMatchObject({ verdict: 'rejected', step: 'complete', pages: ['m0:484'] });
    expect(found.guard).toBe('nothing is owed for any page');
    expect(found.nearest).toBe('record of version 2, then complete');
  });

  it('finds the pages that QEMU 7.2 sends under another block’s name after an urgent one', () => {
    // The log says that pc.bios:1 is sent; the wire calls it m0:1, having named m0 before.
    const found = validate(load('misnamed-block'));
    expect(found).toMatchObject({ where: 'wire 0 item 667', page: 'm0:1' });
    expect(found).toMatchObject({ guard: 'after the switch-over, the page is owed' });
  });

  it.each(Object.keys(alterations))('notices that %s', (name) => {
    const { recording, alter } = alterations[name] as Alteration;
    const draft = load(recording);
    const expected = alter(draft);
    const found = validate(draft);
    expect(found.verdict, describeValidation(found)).toBe('rejected');
    expect(found, describeValidation(found)).toMatchObject(expected);
  });

  it('notices that a sync by a timer, in the middle of a section, is left out', () => {
    const draft = load('periodic-sync-11');
    const sender = draft.events.find(({ name }) => name === 'savevm_section_start')?.thread;
    const isByTimer = ({ host, name, thread }: (typeof draft.events)[number]): boolean =>
      host === 'source' && name.startsWith('migration_bitmap_sync') && thread !== sender;
    expect(draft.events.filter(isByTimer)).toHaveLength(2);
    draft.events = draft.events.filter((event) => !isByTimer(event));
    const guard = 'a sync has marked the page since it was sent';
    expect(validate(draft)).toMatchObject({ verdict: 'rejected', guard });
  });

  it('accepts any order that the threads leave open', () => {
    // A device's write may come before or after a sync that runs at the same time.
    const draft = load('precopy');
    for (const operation of draft.operations) {
      operation.begun -= 2;
      if (operation.acknowledged !== null) operation.acknowledged += 2;
    }
    expect(validate(draft).verdict).toBe('accepted');
  });
});

describe('the orders of the steps of a page', () => {
  it('are given up if there are too many', () => {
    const threads = Array.from({ length: 9 }, (_, thread) => `thread ${thread}`);
    const steps = threads.flatMap((thread) =>
      [1, 2, 3, 4].map((content): ObservedStep => {
        const deed = { kind: 'write', content, isDevice: false, isAmbiguous: false } as const;
        return { deed, thread, from: 0, to: 100, where: thread };
      }),
    );
    const [few, all] = [steps.slice(0, 8), steps];
    expect(linearise(makePageMachine(1, false), few)).toBeUndefined();
    expect(() => linearise(makePageMachine(1, false), all)).toThrow(TooManyOrders);
  });
});

describe('a write of a device that may have come after the stop', () => {
  const did = (action: ActionKind): Deed => ({ kind: 'action', action });
  const record = (content: number): Deed => ({ kind: 'send', content, isUrgent: false });
  const write: Deed = { kind: 'write', content: 1, isDevice: true, isAmbiguous: true };
  const stopped = [did('begin'), record(0), did('stop')];
  const stoppedWith = [did('begin'), did('stop'), write, record(1)];
  const complete = did('complete');

  it.each<[string, boolean, readonly Deed[]]>([
    ['is not in the last record', true, [did('begin'), did('stop'), write, record(0), complete]],
    ['is in the last record', true, [did('begin'), did('stop'), write, record(1), complete]],
    [
      'is marked by the last sync',
      true,
      [...stopped, write, did('iteration-sync'), record(1), complete],
    ],
    [
      'is not in the last record after it was in one',
      false,
      [...stoppedWith, did('iteration-sync'), record(0), complete],
    ],
    ['is in a record before it was done', false, [did('begin'), record(1), did('stop'), write]],
  ])('%s: %s', (_what, isAllowed, deeds) => {
    const machine = makePageMachine(4, false);
    let states: readonly PageState[] = [machine.initial];
    for (const deed of deeds)
      states = states.flatMap((state) => {
        const after = machine.fire(state, deed);
        return 'guard' in after ? [] : after;
      });
    expect(states.length > 0).toBe(isAllowed);
  });
});

describe('a recording', () => {
  it('is read back as it was written', () => {
    const recording = load('preempt');
    expect(parseRecording(printRecording(recording), 'x')).toEqual(recording);
  });

  it.each([
    ['version', (draft: Draft) => Object.assign(draft, { version: 2 }), /^x at version: /],
    [
      'an unknown page',
      (draft: Draft) => Object.assign(draft.operations[0] as object, { page: 1e6 }),
      /^x at operations\.0: page 1000000 is not in m0$/,
    ],
    [
      'an unknown item',
      (draft: Draft) => Object.assign(draft.wires[0]?.items[3] as object, { kind: 'what' }),
      /^x at wires\.0\.items\.3\.kind: /,
    ],
  ])('is refused for %s with one line that says where', (_what, spoil, line) => {
    const draft = load('precopy');
    spoil(draft);
    expect(() => parseRecording(JSON.stringify(draft), 'x')).toThrow(line);
  });
});

describe('the table of what is observed', () => {
  it('matches the README', () => {
    const file = join(projectRoot, 'properties', 'qemu', 'validation', 'README.md');
    const rows = readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('| '));
    for (const [id, { fromOutside }] of Object.entries(properties)) {
      const { is } = fromOutside;
      const row = rows.find((line) => new RegExp(`[ ,]${id}[ ,]`).test(line));
      expect(row ?? '', id).toContain(is === 'judged in part' ? 'in part' : is);
    }
  });
});
