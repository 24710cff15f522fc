/** Compares a page's copies in the model with the bytes in memory. */
import type { Views } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { host } from '../../../impl/tracepoints.ts';
import type { State } from '../../../model/state.ts';
import {
  at,
  copy,
  copyOf,
  flag,
  has,
  note,
  noteOf,
  phase,
  read,
  takeover,
} from '../../../model/state.ts';
import type { OracleContext } from './oracle-context.ts';
import { isJudged } from './ledger.ts';
import type { HeldBefore } from '../pages/held-before.ts';
import { followHeldBefore } from '../pages/held-before.ts';
import { OWED_BITS } from '../pages/page-records.ts';

export interface CopyComparison {
  /** @param next - the model state to compare with from now on */
  readonly retarget: (next: State) => void;
  /** What the destination holds of pages that have not arrived. */
  readonly before: Pick<HeldBefore, 'note' | 'empty'>;
  /** @returns what is different about a page, or `undefined` if it is as the model says */
  readonly compare: (page: number) => string | undefined;
}

export function compareCopies(context: OracleContext): CopyComparison {
  const { ledger, touched, holds } = context;
  const before = followHeldBefore(context);
  let views: Views;
  let state: State = new Uint16Array();
  let showsDirty = true;
  let showsReceived = true;
  let showsPresent = true;
  const isCopyAsModelled = (page: number, version: number): boolean => {
    switch (copyOf(state, page)) {
      case copy.absent:
        return before.isHeldStill(page);
      case copy.current:
        return holds(host.destination, page, version);
      case copy.staleZero:
        return version !== 0 && holds(host.destination, page, 0);
      default:
        return !holds(host.destination, page, version) && !holds(host.destination, page, 0);
    }
  };

  /** Whether a page that the model owes is recorded somewhere that will still be consumed. */
  const isOwedAsModelled = (page: number): boolean => {
    if (!showsDirty || noteOf(state, page) === note.none) return true;
    const consumed = ledger.isLastSyncMerged ? pageBit.dirty : OWED_BITS;
    return ((touched.bits[page] as number) & consumed) !== 0 || ledger.unlogged === page;
  };

  /** After the takeover, a page is absent, or it holds what was sent or what the guest wrote there. */
  const compareTakenOver = (page: number): string | undefined => {
    const isPresent = ((touched.bits[page] as number) & pageBit.present) !== 0;
    const shouldBe = copyOf(state, page) !== copy.absent;
    if (showsPresent && isPresent !== shouldBe)
      return `it is ${isPresent ? '' : 'not '}present on the destination, but the model says otherwise`;
    const versions = has(state, page, flag.isOwn) ? ledger.expected : ledger.onSource;
    return holds(host.destination, page, shouldBe ? (versions[page] as number) : 0)
      ? undefined
      : 'its content on the destination is not what the model says';
  };

  const compare = (page: number): string | undefined => {
    // N5 judges what arrives over a link that was tampered with.
    if (ledger.isTampered && views.isRunning(host.destination)) return undefined;
    const now = ledger.isTampered ? phase.idle : read(state, at.phase);
    const version = ledger.expected[page] as number;
    const onSource = ledger.onSource[page] as number;
    if (now === phase.landed)
      return ledger.free[page] === 1 || holds(host.destination, page, version)
        ? undefined
        : 'its content on the destination is not what the guest wrote';
    if (!holds(host.source, page, onSource))
      return 'its content on the source is not what the guest wrote';
    if (now === phase.idle) return undefined;
    if (isJudged(ledger) && !isOwedAsModelled(page))
      return 'the model says that it is owed, but it is recorded nowhere that the source will look';
    if (read(state, at.takeover) !== takeover.none) return compareTakenOver(page);
    const isReceived = ((touched.bits[page] as number) & pageBit.received) !== 0;
    if (showsReceived && isReceived !== (copyOf(state, page) !== copy.absent))
      return `it is ${isReceived ? '' : 'not '}marked received, but the model says otherwise`;
    if (isCopyAsModelled(page, version)) return undefined;
    return 'its copy on the destination is not what the model says';
  };

  return {
    retarget(next) {
      ({ views } = context);
      state = next;
      const hidden = context.system.lacks?.bits ?? 0;
      showsDirty = (hidden & pageBit.dirty) === 0;
      showsReceived = (hidden & pageBit.received) === 0;
      showsPresent = (hidden & pageBit.present) === 0;
      before.retarget();
    },
    before,
    compare,
  };
}
