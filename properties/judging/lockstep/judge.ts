/**
 * The judge: after each step it hears what was announced, looks at what may have changed, and asks
 * every oracle. Only the pages that the step's footprint names are looked at; on a sample of steps
 * and at the end, all of them are, which would show a change that bypassed the footprint.
 *
 * It is made once and pointed at one scenario after the other: then it works out who has anything to say
 * there, and lists whom to call for what.
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
import type { Court, OracleMaker } from './court.ts';
import type { JudgedProperties } from './judged-properties.ts';
import { ALL_PROPERTIES, isAmong } from './judged-properties.ts';
import type { Ledger } from './ledger.ts';
import { isHeld } from './ledger.ts';
import { makeCourt } from './make-court.ts';
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
   * Points at another scenario. From here on all is as with a judge that has been made for it, but that
   * whatever observers keep for themselves is theirs to forget.
   *
   * @throws RangeError if the system is larger than the capacity
   */
  readonly retarget: (scenario: Scenario, system: System) => void;
  /** By position of a tracepoint, 1 once it has been announced in any run of this scenario. */
  readonly heard: Uint8Array;
  /**
   * From the next run on, only this property and graver ones are objected to: a run that shows a
   * lesser symptom first can be followed to the graver one. All are, to begin with.
   */
  readonly judgeUpTo: (property: PropertyId) => void;
  /** Before the first step of a run; the system has been reset. */
  readonly reset: () => void;
  /** After each step: the objections to it, the gravest first, or `undefined`. */
  readonly observe: () => readonly Objection[] | undefined;
  /** Where a page of the guest is that somebody on the destination waits for. */
  readonly whereIs: (page: number) => string;
  /** Whether it is nowhere: neither there nor on its way, and nobody will send it. */
  readonly isForsaken: (page: number) => boolean;
  /** After the last step. */
  readonly end: (isDrained: boolean) => readonly Objection[] | undefined;
}

export interface JudgeTerms {
  /** The properties that have oracles here and may object; all, if left out. */
  readonly judged?: JudgedProperties | undefined;
  /** As much as the first system needs, if left out. */
  readonly capacity?: Capacity | undefined;
}

/**
 * A judge that is pointed at its first scenario.
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
  const { court, reader, retarget } = makeCourt(
    targetOf(scenario, system),
    capacity,
    objections.add,
  );
  const { ledger } = court;
  const own = ownOracles(court, judged);
  const added = observers.map((make) => make(court));
  const keepers = Object.values(mechanisms).flatMap(({ keeper }) => keeper?.(court) ?? []);
  const heard = new Uint8Array(tracepoints.length);
  const asked = askInTurn(court, heard);

  const judge: Judge = {
    capacity,
    heard,
    retarget(next, opened) {
      if (!hasRoomFor(capacity, capacityFor(opened)))
        throw new RangeError('a scenario is larger than the judge that is to judge it');
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
    whereIs: (page) => whereIs(page, ledger, court.views.pageBits(page)),
    isForsaken: (page) => whereIs(page, ledger, court.views.pageBits(page)) === NOWHERE,
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
 * @returns those that have something to judge in the scenario at hand, in order of precedence; the model
 * follows in any case
 */
function ownOracles(court: Court, judged: JudgedProperties): () => readonly Oracle[] {
  const made = new Map<PropertyId, Oracle>();
  for (const id of propertyIds)
    if (isAmong(id, judged)) {
      const oracle = properties[id].oracle?.(court);
      if (oracle !== undefined) made.set(id, oracle);
    }
  const follower = isAmong('R', judged) ? undefined : followModel(court);
  return () => {
    const { scenario, system } = court;
    const ids = propertiesFor(scenario, system, judged);
    const oracles = ids.flatMap((id) => made.get(id) ?? []);
    const isFollowed = follower !== undefined && unmetNeeds('R', system).length === 0;
    const own = isFollowed ? [...oracles, follower] : oracles;
    return own.filter(({ appliesTo }) => appliesTo?.(scenario) !== false);
  };
}

/** Where a page is that is missing on the destination, and so who is to see to it. */
function whereIs(page: number, ledger: Ledger, bits: number): string {
  if ((bits & pageBit.present) !== 0) return 'is there: whoever placed it did not wake the waiter';
  if (ledger.onTheWay[page] === 1) return 'is on its way: the destination has to place it';
  if (isHeld(ledger, page)) return 'is held by the sender';
  if ((bits & pageBit.dirty) !== 0) return 'is still dirty: the source has to send it';
  return NOWHERE;
}

const NOWHERE = 'is neither dirty on the source nor on its way: nobody will send it';
