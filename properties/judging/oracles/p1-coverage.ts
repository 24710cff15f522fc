/**
 * P1 coverage: if the newest copy of a page, in flight or at the destination, differs from the source's
 * content, the page is recorded somewhere that will still be consumed. P1 catches nearly every lost page
 * at the very step that loses it. Once the last sync has merged what it found, only the dirty bitmap
 * will still be consumed.
 */
import type { Views } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { host } from '../../../impl/tracepoints.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import { isHeld, isJudged } from '../lockstep/ledger.ts';
import { OWED_BITS } from '../pages/page-records.ts';
import type { Property } from './property.ts';

const coverage: OracleMaker = (context) => {
  const { ledger, reading, object, touched } = context;
  let views: Views;
  let pageWords = 0;

  const isNewestCurrent = (page: number): boolean => {
    const first = page * pageWords;
    for (let word = 0; word < pageWords; word++)
      if (reading.newest[first + word] !== views.memoryWord(host.source, page, word)) return false;
    return true;
  };

  /** Names both contents by their first words, which are the version unless the page is torn. */
  const compare = (page: number): string => {
    const sent = reading.newest[page * pageWords] as number;
    const there = views.memoryWord(host.source, page, 0);
    if (sent === there) return 'its newest copy is torn';
    const name = (version: number): string => (version === 0 ? 'zeros' : `version ${version}`);
    return `its newest copy is ${name(sent)}, the source has ${name(there)}`;
  };

  return {
    retarget() {
      ({ views } = context);
      ({ pageWords } = context.layout);
    },
    page(page) {
      // P6 objects to bytes that cannot be decoded; it is unknown what they were meant to be.
      if (!isJudged(ledger) || reading.complaint !== undefined) return;
      const consumed = ledger.isLastSyncMerged ? pageBit.dirty : OWED_BITS;
      if (((touched.bits[page] as number) & consumed) !== 0) return;
      if (isHeld(ledger, page) || ledger.free[page] === 1) return;
      if (!ledger.isLastSyncMerged && ledger.unlogged === page) return;
      if (isNewestCurrent(page)) return;
      object('P1', page, `${compare(page)}, and nothing says that it must be sent again`);
    },
  };
};

export const p1Coverage: Property<'P1'> = {
  id: 'P1',
  name: 'P1 coverage',
  kind: 'always',
  claim: 'a page whose newest copy is stale is recorded where it will still be found',
  harm: 'a page arrives with old content, and the guest crashes or goes wrong hours later',
  sources: [
    'migration_bitmap_sync and ram_save_host_page in migration/ram.c',
    'the series on background syncs, qemu-devel, September 2024',
  ],
  hint: 'the last line that clears a bit of the page did so although its copy was stale',
  needs: {
    bits: ['dirty'],
    copies: true,
    tracepoints: ['migrate_set_state', 'ram_take_dirty', 'ram_save_page'],
    judgedAt: ['ram_take_dirty', 'ram_save_page'],
  },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'source',
  fromOutside: {
    is: 'judged in part',
    by: 'no page is still owed when the source says that all is sent',
  },
  oracle: coverage,
};
