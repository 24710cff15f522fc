/**
 * N5 loading: the destination loads exactly what the stream says, refuses a malformed stream, and touches
 * nothing else. R checks this on a link without tampering; N5 checks links that are tampered with.
 */
import { host } from '../../../../impl/tracepoints.ts';
import type { OracleMaker } from '../../lockstep/oracle-context.ts';
import { NO_PAGE } from '../../lockstep/ledger.ts';
import { readReceived } from '../../lockstep/received-reading.ts';
import type { Property } from '../property.ts';

const loading: OracleMaker = (context) => {
  const { capacity, ledger, object } = context;
  const received = readReceived(context, capacity);
  let isRefused = false;
  let isOver = false;

  const end = (): void => {
    isOver = true;
  };
  const readOn = (): void => received.readOn(isRefused);

  return {
    // N7 is about postcopy.
    appliesTo: ({ postcopy, ticks }) =>
      !postcopy && ticks.some(({ kind }) => kind === 'corrupt' || kind === 'alter'),
    retarget: received.retarget,
    reset() {
      received.restart();
      received.complaint = undefined;
      isRefused = false;
      isOver = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status !== 'setup') return;
        received.restart();
        isOver = false;
      },
      channel_cut: end,
      migration_cancel: end,
      ram_load_page: readOn,
      loadvm_complete() {
        readOn();
        isOver = true;
      },
      loadvm_failed() {
        isRefused = !isOver;
        readOn();
      },
    },
    page(page) {
      if (!ledger.isTampered || isOver) return;
      const { layout, views } = context;
      const { pageWords } = layout;
      const first = page * pageWords;
      for (let word = 0; word < pageWords; word++)
        if (views.memoryWord(host.destination, page, word) !== received.content[first + word]) {
          object('N5', page, 'its content on the destination is not what came over the wire');
          return;
        }
    },
    change() {
      readOn();
      const makesSense = received.complaint === undefined && received.isWhole;
      if (isRefused && ledger.isTampered && makesSense)
        object('N5', NO_PAGE, 'the destination refuses a stream that can be read');
      if (!isRefused && received.complaint !== undefined)
        object('N5', NO_PAGE, `the destination accepts a broken stream: ${received.complaint}`);
      if (isRefused) isOver = true;
      received.complaint = undefined;
      isRefused = false;
    },
  };
};

export const n5Loading: Property<'N5'> = {
  id: 'N5',
  name: 'N5 loading',
  kind: 'always',
  claim: 'the destination loads exactly what comes over the wire, and refuses a malformed stream',
  harm: 'the destination runs on memory that was never sent, or refuses what it should have loaded',
  sources: ['ram_load_precopy and ram_load_postcopy in migration/ram.c'],
  hint: 'compare what the loader checks with the grammar of the stream',
  needs: {
    views: ['channel'],
    tracepoints: ['channel_tampered', 'ram_load_page', 'loadvm_failed'],
  },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  fromOutside: { is: 'judged in part', by: 'a stream that has arrived whole is loaded' },
  oracle: loading,
};
