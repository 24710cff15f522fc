/**
 * P6 grammar: an independent decoder that knows the format, and nothing of the sender, can read the stream;
 * the stream holds exactly the records that are announced; and the receiver accepts it.
 */
import type { TracepointName } from '../../../impl/tracepoints.ts';
import { channel, channels } from '../../../impl/tracepoints.ts';
import type { OracleContext, OracleMaker } from '../lockstep/oracle-context.ts';
import { isFitForPostcopy } from '../pages/host-pages.ts';
import { NO_PAGE } from '../lockstep/ledger.ts';
import type { SentRecords } from '../lockstep/stream-reading.ts';
import type { Property } from './property.ts';

/** After any of these, the destination need not accept what arrives. */
const LOSSES: readonly TracepointName[] = [
  'channel_cut',
  'preempt_channel_cut',
  'postcopy_preempt_refused',
  'vmstate_save_failed',
  'migration_cancel',
];

const grammar: OracleMaker = (context) => {
  const { ledger, reading, object } = context;
  let mustBeRefused = false;
  /** Records that were announced in this step, for each channel. */
  const announced = channels.map(() => 0);
  let isDropped = false;
  /** The link drops in this step. A refusal in the same step has caused the drop, so it is not excused. */
  let isDroppedNow = false;
  /** The preempt channel drops with the main channel, if not before it. */
  const isUp = (over: number): boolean =>
    ledger.isLinkUp && (over === channel.main || ledger.isPreemptUp);
  const drop = (): void => {
    isDroppedNow = true;
  };
  const takeForComplete = (): void => {
    if (!reading.isComplete && !ledger.isTampered)
      object('P6', NO_PAGE, 'the destination takes the stream to be complete before its end');
  };
  return {
    retarget() {
      const { postcopy, blocks } = context.scenario;
      mustBeRefused = postcopy && !blocks.every(isFitForPostcopy);
    },
    reset() {
      announced.fill(0);
      isDropped = false;
      isDroppedNow = false;
    },
    on: {
      migrate_set_state() {
        if (ledger.status === 'setup') isDropped = isUnconnected(context);
      },
      migrate_resume() {
        isDropped = false;
      },
      ram_save_page(page, isZero, over) {
        announced[over] = (announced[over] as number) + 1;
        const sent = reading.sent[over] as SentRecords;
        if (!isUp(over) || sent.records === 0) return;
        if (sent.lastPage !== page || sent.lastIsZero !== (isZero === 1))
          object('P6', page, 'the record sent is not the one announced');
      },
      loadvm_complete: takeForComplete,
      postcopy_ram_listen_thread_exit: takeForComplete,
      loadvm_postcopy_handle_advise() {
        if (mustBeRefused)
          object('P6', NO_PAGE, 'the destination accepts postcopy for pages that cannot be placed');
      },
      ...Object.fromEntries(LOSSES.map((name) => [name, drop])),
      loadvm_failed(offset) {
        const isExcused = isDropped || ledger.isTampered || ledger.lacksMemory;
        if (!isExcused && !mustBeRefused && !ledger.isUnloadable)
          object('P6', NO_PAGE, `the destination refuses the stream at offset ${offset}`);
      },
      source_return_path_thread_bad_end() {
        if (!ledger.isTampered)
          object('P6', NO_PAGE, 'the source refuses a message of the destination');
      },
    },
    change() {
      if (reading.complaint !== undefined) object('P6', NO_PAGE, reading.complaint);
      for (const [over, { records }] of reading.sent.entries())
        if (isUp(over) && records !== announced[over])
          object('P6', NO_PAGE, `${announced[over]} records are announced, ${records} are sent`);
      announced.fill(0);
      isDropped ||= isDroppedNow;
      isDroppedNow = false;
    },
  };
};

/** Whether no connection is made, since the operator has named a wrong address. */
function isUnconnected({ system: { lacks }, views }: OracleContext): boolean {
  return lacks === undefined && views.channel.peekClosed();
}

export const p6Grammar: Property<'P6'> = {
  id: 'P6',
  name: 'P6 grammar',
  kind: 'always',
  claim: 'an independent decoder can read the stream, which holds what is announced',
  harm: 'the destination refuses the stream, or takes one page for another',
  sources: [
    'RAM_SAVE_FLAG_* in migration/ram.h, docs/devel/migration/main.rst',
    'scripts/analyze-migration.py',
  ],
  hint: 'compare what the writer puts into the stream with what the decoder expects there',
  needs: {
    views: ['channel'],
    tracepoints: ['migrate_set_state', 'ram_save_page'],
    judgedAt: ['ram_save_page'],
  },
  appliesTo: () => true,
  isSymptom: false,
  isAbout: 'both hosts',
  fromOutside: { is: 'judged', by: 'the decoder, on every channel and in both directions' },
  oracle: grammar,
};
