/**
 * The moments at which cancels, lost links and hostile peers are aimed: when something is about to end or has
 * just begun. Points that are spread over the length of a migration hardly ever fall between two adjacent
 * steps.
 */
import { mechanisms } from '../../../impl/mechanisms.ts';
import type { Moment, TickKind } from '../../../impl/scenario.ts';
import type { Family } from './family.ts';

const { core, postcopy, preempt, recovery } = mechanisms;

/** Something has just been put on a connection. */
const SENDING: readonly Moment[] = [
  'ram_save_page',
  'postcopy_send_discard_bm_ram',
  'savevm_send_packaged',
  'migrate_send_rp_req_pages',
  'migrate_send_rp_req_pages',
  'savevm_postcopy_end',
];
/** A migration waits for the operator, if it is one that can be recovered. */
const PAUSING: readonly Moment[] = Array.from(
  { length: recovery.moments.length },
  (): Moment => 'postcopy_pause_incoming',
);
/** A migration is paused or is being recovered, most briefly while the hosts are connected again. */
const PAUSED: readonly Moment[] = [
  ...recovery.moments,
  ...PAUSING,
  ...Array.from({ length: recovery.moments.length }, (): Moment => 'migrate_resume'),
];
/** A connection is about to be made that any migration makes: the very first, or a preempt channel. */
const CONNECTING_ONCE: readonly (Moment | undefined)[] = [undefined, 'migration_iteration'];
/** The same, or one of a recovery. */
const CONNECTING: readonly (Moment | undefined)[] = [
  ...CONNECTING_ONCE,
  'migrate_send_rp_recv_bitmap',
  'postcopy_pause_incoming',
  'postcopy_pause_incoming',
  'postcopy_pause_incoming',
];
/** The first connection is being made, and may be refused. */
const AT_FIRST: readonly (Moment | undefined)[] = [undefined, undefined];
const ofPostcopy: readonly Moment[] = [...postcopy.moments, ...preempt.moments];

/**
 * @returns the moments that concern a tick of this kind in the family, with `undefined` for the beginning of the
 * run; none for one that breaks nothing off
 */
export function momentsOf(family: Family, kind: TickKind): readonly (Moment | undefined)[] {
  switch (kind) {
    case 'cancel':
      return [
        ...core.moments,
        ...afterSwitchOver(family),
        ...(mayRecover(family) ? PAUSED : []),
        ...('refuse-connection' in family.ticks ? AT_FIRST : []),
      ];
    case 'cut':
      return [...(mayRecover(family) ? [] : core.moments), ...afterSwitchOver(family)];
    case 'cut-preempt':
      return afterSwitchOver(family);
    case 'quit-source':
    case 'quit-destination':
    case 'destination-dies':
      if (family.failsAtEnds !== true) return PAUSING;
      return [...core.moments, ...ofPostcopy, ...recovery.moments, ...PAUSING];
    case 'refuse-connection':
      return mayRecover(family) ? CONNECTING : CONNECTING_ONCE;
    case 'alter':
      return SENDING;
    default:
      return [];
  }
}

function afterSwitchOver(family: Family): readonly Moment[] {
  if (family.postcopy !== true) return [];
  return mayRecover(family) ? [...ofPostcopy, ...recovery.moments] : ofPostcopy;
}

/** Then a loss before the switch-over only wastes the scenario. */
function mayRecover({ recoveries }: Family): boolean {
  return recoveries !== undefined;
}
