/**
 * How `mixed` varies the families that it draws from in turn. Some scenarios get features of no particular
 * family, and some leave out events that their family may have: what hides behind these events shows sooner
 * without them (Groce, Zhang, Eide, Chen, Regehr, "Swarm Testing", ISSTA 2012). All of this depends on the
 * number of the scenario alone.
 */
import { hashOf } from '../../judging/execution/digest.ts';
import type { Family } from './family.ts';

/** One scenario in this many finds a used destination. */
const USED = 8;
/** In one scenario in this many the guest comes back, which makes its runs twice as long. */
const COMES_BACK = 16;
/** In one scenario in this many, what breaks off does so at a moment, and not just anywhere. */
const AIMED = 2;
/** An event that need not come is left out of one scenario in this many. */
const LEFT_OUT = 3;
/** Mechanisms that a family lacks are added to one of its scenarios in this many. */
const ADDED = { syncs: 2, hints: 3, preempt: 3, recoveries: 3, refusals: 4, prefaults: 4 } as const;

/** Connections that are refused: of added recoveries, and where a migration may be cancelled as well. */
const REFUSALS: Family['ticks'] = { 'refuse-connection': [0, 0, 0, 1] };

/** Gives the family of the scenario with this number, as `mixed` varies it. */
export type Mixture = (number: number) => Family | undefined;

/** Most families have equal shares; frequent ones have two, and those with `oneIn` have a share of their own. */
export function makeMixture(families: readonly Family[]): Mixture {
  const shared = families.filter(({ isApart }) => isApart !== true);
  const apart = shared.filter(({ oneIn }) => oneIn !== undefined);
  const equal = shared.filter(({ oneIn }) => oneIn === undefined);
  const inTurn = [...equal, ...equal.filter(({ isFrequent }) => isFrequent === true)];
  return (number) => {
    const due = apart.find(({ oneIn = 1 }) => number % oneIn === oneIn - 1);
    const family = due ?? inTurn[number % inTurn.length];
    return family && varied(family, number);
  };
}

type IsChosen = (what: string, oneIn: number) => boolean;

function varied(family: Family, number: number): Family {
  const isChosen: IsChosen = (what, oneIn) =>
    // The lowest bits of the hash depend on only a few bits of the text.
    (hashOf(`${what}/${number}`) >>> 12) % oneIn === 0;
  const more = added(family, isChosen);
  const ticks = Object.entries({
    ...((more.recoveries !== undefined || 'cancel' in family.ticks) && REFUSALS),
    ...family.ticks,
  }).filter(([kind, counts]) => Math.min(...counts) > 0 || !isChosen(`without ${kind}`, LEFT_OUT));
  return {
    ...family,
    ...more,
    ticks: {
      ...(isChosen('syncs', ADDED.syncs) && addedSyncs(family)),
      ...(isChosen('refusals', ADDED.refusals) && addedRefusals(family)),
      ...Object.fromEntries(ticks),
    },
    isUsed: family.isUsed === true || isChosen('used', USED),
    isAimed: family.isAimed === true || isChosen('aimed', AIMED),
    comesBack: family.comesBack === true || isChosen('back', COMES_BACK),
  };
}

function addedSyncs(family: Family): Family['ticks'] {
  return 'background-sync' in family.ticks ? {} : { 'background-sync': [1, 2, 3, 4] };
}

/** The kernel refuses to place pages. */
function addedRefusals({ postcopy = false, ticks }: Family): Family['ticks'] {
  return postcopy && !('place-again' in ticks)
    ? { 'place-again': [1, 2], 'place-fails': [0, 1] }
    : {};
}

/** Mechanisms that the family lacks: hints in precopy; in postcopy a preempt channel, and recoveries. */
function added(family: Family, isChosen: IsChosen): Partial<Family> {
  const { postcopy = false, preempt, shape, fields, ticks, recoveries, prefaults } = family;
  if (shape !== undefined) return {};
  if (!postcopy)
    return isChosen('hints', ADDED.hints) ? { fields: { hints: 'weak', ...fields } } : {};
  const designs = ['two-senders', 'two-senders', 'single-sender'] as const;
  const mayBreakOff = recoveries === undefined && 'cut' in ticks;
  return {
    ...(preempt === undefined && isChosen('preempt', ADDED.preempt) && { preempt: designs }),
    ...(prefaults === undefined && isChosen('prefaults', ADDED.prefaults) && { prefaults: [true] }),
    ...(mayBreakOff && isChosen('recoveries', ADDED.recoveries) && { recoveries: [1, 1, 2] }),
  };
}
