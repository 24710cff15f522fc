/**
 * The judge: after each step it hears the announced events, looks at the pages that may have changed, and
 * asks every oracle. Normally it looks only at the pages that the step's footprint names; on a sample of
 * steps and at the end it looks at all pages, which reveals a change that bypassed the footprint.
 *
 * A judge is made once and pointed at one scenario after the other. For each it finds the oracles that
 * apply, and collects their handlers.
 */
import type { Scenario } from '../../../impl/scenario.ts';
import type { System } from '../../../impl/system.ts';
import { pageBit } from '../../../impl/system.ts';
import { tracepoints } from '../../../impl/tracepoints.ts';
import { judged as mechanisms } from '../mechanisms.ts';
import { propertiesFor, unmetNeeds } from '../oracles/needs.ts';
import { properties } from '../oracles/properties.ts';
import { followModel } from '../oracles/r-refinement.ts';
import type { Capacity } from './capacity.ts';
import { capacityFor, hasRoomFor } from './capacity.ts';
import type { OracleContext, OracleMaker } from './oracle-context.ts';
import type { JudgedProperties } from './judged-properties.ts';
import { ALL_PROPERTIES, isAmong } from './judged-properties.ts';
import type { Ledger } from './ledger.ts';
import { isHeld } from './ledger.ts';
import { makeOracleContext } from './make-oracle-context.ts';
import type { Objection } from './objections.ts';
import { collectObjections } from './objections.ts';
import type { Oracle } from './oracle.ts';
import { askInTurn } from './ask-oracles.ts';
import type { PropertyId } from './property-id.ts';
import { propertyIds } from './property-id.ts';
import { targetOf } from './target.ts';

export interface Judge {
  readonly capacity: Capacity;
  /**
   * Points at another scenario. From here on the judge behaves like one that was made for that scenario,
   * except that observers have to forget their own state themselves.
   *
   * @throws RangeError if the system is larger than the capacity
   */
  readonly retarget: (scenario: Scenario, system: System) => void;
  /** By tracepoint number, 1 once the tracepoint has been announced in any run of this scenario. */
  readonly heard: Uint8Array;
  /**
   * From the next run on, objects only to violations of this property and graver ones, so that a run can be
   * followed past a lesser symptom. At first all properties count.
   */
  readonly judgeUpTo: (property: PropertyId) => void;
  /** To be called before the first step of a run, after the system has been reset. */
  readonly reset: () => void;
  /** To be called after each step. @returns the objections to it, the gravest first, or `undefined` */
  readonly observe: () => readonly Objection[] | undefined;
  /** The whereabouts of a page that a destination thread waits for, as a predicate: "is on its way: ...". */
  readonly whereIs: (page: number) => string;
  /** Whether the page is lost: neither present nor on its way, and never to be sent. */
  readonly isForsaken: (page: number) => boolean;
  /** A peer may have changed the message that a thread waits for, so that nothing ends the wait. */
  readonly mayWaitForEver: () => boolean;
  /** To be called after the last step. */
  readonly end: (isDrained: boolean) => readonly Objection[] | undefined;
}

export interface JudgeTerms {
  /** The properties that have oracles here and may object; all by default. */
  readonly judged?: JudgedProperties | undefined;
  /** By default, what the first system needs. */
  readonly capacity?: Capacity | undefined;
}

/**
 * Makes a judge and points it at its first scenario.
 *
 * @param observers - oracles that listen beside the properties' own
 */
export function makeJudge(
  scenario: Scenario,
  system: System,
  observers: readonly OracleMaker[] = [],
  { judged = ALL_PROPERTIES, capacity = capacityFor(system) }: JudgeTerms = {},
): Judge {
  const objections = collectObjections(judged);
  const isPeerHostile = (): boolean => ledger.isTampered && context.scenario.postcopy;
  const object: OracleContext['object'] = (property, page, what, about) => {
    if (properties[property].trustsPeers === true && isPeerHostile()) return;
    objections.add(property, page, what, about);
  };
  const { context, reader, retarget } = makeOracleContext(
    targetOf(scenario, system),
    capacity,
    object,
  );
  const { ledger } = context;
  const own = ownOracles(context, judged);
  const added = observers.map((make) => make(context));
  const keepers = Object.values(mechanisms).flatMap(({ keeper }) => keeper?.(context) ?? []);
  const heard = new Uint8Array(tracepoints.length);
  const asked = askInTurn(context, heard);

  const judge: Judge = {
    capacity,
    heard,
    retarget(next, opened) {
      if (!hasRoomFor(capacity, capacityFor(opened)))
        throw new RangeError('the scenario is larger than the judge has room for');
      retarget(next, opened);
      objections.restart();
      heard.fill(0);
      const oracles = [...own(), ...added.filter(({ appliesTo }) => appliesTo?.(next) !== false)];
      for (const oracle of oracles) oracle.retarget?.();
      asked.retarget(reader(), keepers, oracles);
    },
    judgeUpTo: objections.keepUpTo,
    reset() {
      objections.take();
      asked.reset();
    },
    observe() {
      asked.observe();
      return objections.take();
    },
    whereIs: (page) => whereIs(page, ledger, context.views.pageBits(page)),
    isForsaken: (page) => whereIs(page, ledger, context.views.pageBits(page)) === NOWHERE,
    mayWaitForEver: isPeerHostile,
    end(isDrained) {
      asked.end(isDrained);
      return objections.take();
    },
  };
  judge.retarget(scenario, system);
  return judge;
}

/**
 * Makes the oracle of each judged property.
 *
 * @returns the oracles that apply to the current scenario, in order of precedence; the model follows the
 * engine in any case
 */
function ownOracles(context: OracleContext, judged: JudgedProperties): () => readonly Oracle[] {
  const made = new Map<PropertyId, Oracle>();
  for (const id of propertyIds)
    if (isAmong(id, judged)) {
      const oracle = properties[id].oracle?.(context);
      if (oracle !== undefined) made.set(id, oracle);
    }
  const follower = isAmong('R', judged) ? undefined : followModel(context);
  return () => {
    const { scenario, system } = context;
    const ids = propertiesFor(scenario, system, judged);
    const oracles = ids.flatMap((id) => made.get(id) ?? []);
    const isFollowed = follower !== undefined && unmetNeeds('R', system).length === 0;
    const own = isFollowed ? [...oracles, follower] : oracles;
    return own.filter(({ appliesTo }) => appliesTo?.(scenario) !== false);
  };
}

/** The whereabouts of a page that is missing on the destination, and so which side has to act. */
function whereIs(page: number, ledger: Ledger, bits: number): string {
  if ((bits & pageBit.present) !== 0) return 'is present, but the waiter was not woken';
  if (ledger.onTheWay[page] === 1) return 'is on its way: the destination has to place it';
  if (isHeld(ledger, page)) return 'is held by the sender';
  if ((bits & pageBit.dirty) !== 0) return 'is still dirty: the source has to send it';
  return NOWHERE;
}

const NOWHERE = 'is neither dirty on the source nor on its way: it will never be sent';
