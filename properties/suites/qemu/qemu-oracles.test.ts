/** What is judged of a migration of real QEMU beside its memory: guest, statuses and counters. */
import { describe, expect, it } from 'vitest';
import type { Happening } from '../../../impl/qemu/happenings.ts';
import type { WireItem } from '../../../traces/wire-reader.ts';
import { countsThatDiffer } from '../../qemu/judging/counts.ts';
import { guestNowhere } from '../../qemu/judging/nowhere.ts';
import { statusesOutOfOrder } from '../../qemu/judging/status-order.ts';

type Told = Happening;

function told(host: 'source' | 'destination', status: string, attempt = 1): Told {
  return { kind: 'event', us: 1, attempt, host, event: 'MIGRATION', data: { status } };
}

function settled(runState: string, migration: object): Told {
  return { kind: 'settled', us: 9, host: 'source', runState, migration: { ...migration } };
}

const migrate: Told = { kind: 'operator', us: 0, command: 'migrate' };

function item(content: object): Told {
  const one = { from: 0, end: 1, ...content } as WireItem;
  return { kind: 'item', us: 2, attempt: 0, channel: 0, direction: 'forward', item: one };
}

describe('a guest', () => {
  it.each([
    ['failed', 'paused', 1],
    ['cancelled', 'postmigrate', 1],
    ['failed', 'running', 0],
    ['completed', 'postmigrate', 0],
    ['postcopy-paused', 'finish-migrate', 0],
  ])('of a %s migration that is %s at the source: %d problems', (status, runState, problems) => {
    expect(guestNowhere([migrate, settled(runState, { status })])).toHaveLength(problems);
  });

  it.each<[string, Told]>([
    ['the package has passed', item({ kind: 'package' })],
    [
      'it has run on the destination',
      { kind: 'event', us: 2, attempt: 1, host: 'destination', event: 'RESUME', data: {} },
    ],
  ])('may be elsewhere if %s', (_why, sign) => {
    const end = settled('paused', { status: 'failed' });
    expect(guestNowhere([migrate, sign, end])).toEqual([]);
    // What an earlier attempt has sent is of no use.
    expect(guestNowhere([migrate, sign, migrate, end])).toHaveLength(1);
  });
});

describe('statuses', () => {
  it.each<[string, readonly Told[], string | undefined]>([
    [
      'a usual migration',
      [told('source', 'setup'), told('source', 'active'), told('source', 'completed')],
      undefined,
    ],
    [
      'a second migration',
      [told('source', 'cancelling'), told('source', 'cancelled'), told('source', 'setup')],
      undefined,
    ],
    [
      'another destination',
      [told('destination', 'failed', 1), told('destination', 'active', 2)],
      undefined,
    ],
    [
      'two ends',
      [told('source', 'completed'), told('source', 'failed')],
      'the source tells the status failed after completed',
    ],
    [
      'one end twice',
      [told('source', 'failed'), told('source', 'failed')],
      'the source tells the status failed after failed',
    ],
    [
      'a failure over a cancel',
      [told('source', 'cancelling'), told('source', 'failed')],
      'the source tells the status failed after cancelling',
    ],
    [
      'a way back to precopy',
      [told('destination', 'postcopy-active'), told('destination', 'active')],
      'the destination tells the status active after postcopy-active',
    ],
    [
      'an end that was not told',
      [told('source', 'active'), settled('running', { status: 'failed' })],
      'the source answers that the migration is failed, and told active last',
    ],
  ])('of %s are judged', (_what, happenings, text) => {
    expect(statusesOutOfOrder(happenings)).toMatchObject(text === undefined ? [] : [{ text }]);
  });
});

describe('the counters of a migration', () => {
  const seen = [
    migrate,
    item({ kind: 'section', type: 'part' }),
    item({ kind: 'record', block: 'm0', page: 1, content: undefined }),
    item({ kind: 'record', block: 'm0', page: 2, content: undefined }),
    item({ kind: 'request', block: 'm0', page: 2, pages: 1 }),
  ];
  const right = {
    remaining: 0,
    normal: 1,
    duplicate: 1,
    'postcopy-requests': 1,
    'dirty-sync-count': 3,
  };
  const judged = (ram: object, isBroken = false, status = 'completed'): readonly string[] =>
    countsThatDiffer([...seen, settled('postmigrate', { status, ram })], isBroken).map(
      ({ text }) => text,
    );

  it('agree with what was seen', () => expect(judged(right)).toEqual([]));

  it.each([
    [{ remaining: 4096 }, '4096 bytes remain of a migration that is complete'],
    [{ normal: 2 }, '3 pages are reported as sent, and 2 were'],
    [{ 'postcopy-requests': 2 }, '2 requests are reported, and 1 were made'],
    [{ 'dirty-sync-count': 400 }, 'the bitmap was synchronised 400 times for 1 sections'],
  ])('that say %j differ', (wrong, text) => {
    expect(judged({ ...right, ...wrong })).toEqual([text]);
  });

  it('may count what was sent in vain, if the link was lost', () => {
    expect(judged({ ...right, normal: 9, 'postcopy-requests': 5 }, true)).toEqual([]);
  });

  it('need not be final if the migration is not', () => {
    expect(judged({ ...right, remaining: 4096, normal: 9 }, false, 'failed')).toEqual([]);
  });
});
