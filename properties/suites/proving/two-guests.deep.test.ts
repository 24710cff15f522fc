/** Each of more than ten ways in which the guest could come to run on both hosts is found, by Q9. */
import { describe, expect, it } from 'vitest';
import type { Bug, Edit } from '../../../traces/bug-file.ts';
import { readCatalogue } from '../../running/files/read-bug.ts';
import { huntFor } from '../support/hunts.ts';

const RUNS = 30_000;
const SEED = 'gate-1';
const Q9 = 'Q9 split brain';

const MIGRATION = 'impl/engine/source/migration-thread.ts';
const COMPLETE = 'impl/engine/source/save-complete.ts';
const INCOMING = 'impl/engine/destination/incoming-thread.ts';
const OPERATOR = 'impl/engine/source/start-and-cancel.ts';
const POSTCOPY_START = 'impl/engine/mechanisms/postcopy/postcopy-start.ts';
const LAST_CANCEL = `state.change('device', 'cancelling');`;

/** Ways beside those in the catalogue: what is wrong, and the edit. */
const ways: readonly (readonly [string, Edit])[] = [
  [
    'the switch-over to postcopy does not stop the guest',
    { file: POSTCOPY_START, find: 'yield* stopGuest(thread, machine);', replace: '' },
  ],
  [
    'stop-and-copy does not stop the guest',
    { file: COMPLETE, find: 'yield* stopGuest(thread, machine);', replace: '' },
  ],
  [
    'a link that drops behind the end of the stream counts as a failure',
    {
      file: COMPLETE,
      find: `else if (state.change('device', 'completed'))\n        stream.finish(saved);`,
      replace: [
        'else {',
        'stream.finish(saved);',
        `yield thread.about('complete');`,
        `state.change('device', source.channel.isClosed ? 'failing' : 'completed');`,
        '}',
      ].join(' '),
    },
  ],
  [
    'a migration can be cancelled in postcopy',
    {
      file: OPERATOR,
      find: LAST_CANCEL,
      replace: `${LAST_CANCEL.slice(0, -1)} || state.change('postcopy-active', 'cancelling');`,
    },
  ],
  [
    'a destination that has refused the stream starts its guest',
    { file: INCOMING, find: `while (incoming.load.end === 'refused');`, replace: 'while (false);' },
  ],
  [
    'the source starts its guest after any end',
    {
      file: MIGRATION,
      find: `const mayHaveGone = state.is('completed') || state.is('postcopy-paused');`,
      replace: 'const mayHaveGone = false;',
    },
  ],
  [
    'the source starts its guest after a migration that was given up while paused',
    { file: MIGRATION, find: '!isGivenUp(source) && ', replace: '' },
  ],
];

function bugOf([title, edit]: readonly [string, Edit]): Bug {
  return { id: 'two-guests', title, reference: '', edits: [edit], expect: { property: Q9 } };
}

const catalogued = readCatalogue().filter(({ expect: { property } }) => property === Q9);

describe('two guests at once', () => {
  it('has at least ten ways', () => {
    expect(catalogued.length + ways.length).toBeGreaterThanOrEqual(10);
  });

  // Those of the catalogue are hunted with the others there.
  it.each(ways.map(bugOf))('is found: $title', async (bug) => {
    const executions = await huntFor(bug, { seed: SEED, runs: RUNS, judged: { only: 'Q9' } });
    expect(executions).toBeLessThanOrEqual(RUNS);
  });
});
