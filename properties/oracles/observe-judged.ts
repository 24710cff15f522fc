/**
 * Notes which properties have had something to judge, which is more than that they could see it: a
 * property about postcopy has not held in runs without one, and END has not where nothing arrived.
 */
import type { TracepointName } from '../../impl/tracepoints.ts';
import { hosts } from '../../impl/tracepoints.ts';
import type { JudgedProperties } from '../lockstep/judged-properties.ts';
import type { Court, EventHandler, Oracle, OracleMaker } from '../lockstep/oracle.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertyIds, rankOf } from '../lockstep/property-id.ts';
import { needs } from './needs.ts';
import { propertiesFor } from './properties.ts';

const SOURCE = hosts.indexOf('source');
const DESTINATION = hosts.indexOf('destination');

/** @param found - set to 1 at the rank of each property that has had something to judge */
export function observeJudged(found: Uint8Array, judged: JudgedProperties): readonly OracleMaker[] {
  const has = (id: PropertyId): boolean => found[rankOf(id)] === 1;
  const note = (id: PropertyId): void => {
    found[rankOf(id)] = 1;
  };
  return [
    ({ scenario, system }) => {
      const present = propertiesFor(scenario, system, judged);
      return listenFor(
        present.filter((id) => id !== 'END'),
        note,
      );
    },
    (court) => {
      const isThere = propertiesFor(court.scenario, court.system, judged).includes('END');
      if (!isThere) return {};
      return watchArrival(
        court,
        () => has('END'),
        () => note('END'),
      );
    },
  ];
}

/** The names of those that are noted. */
export function namesOfJudged(found: Uint8Array): readonly PropertyId[] {
  return propertyIds.filter((id) => found[rankOf(id)] === 1);
}

/** Those that ask for no tracepoint judge every run. */
function listenFor(ids: readonly PropertyId[], note: (id: PropertyId) => void): Oracle {
  const occasions = ids.map((id) => ({
    id,
    at: needs[id].judgedAt ?? needs[id].tracepoints ?? [],
  }));
  const always = occasions.flatMap(({ id, at }) => (at.length === 0 ? [id] : []));
  const on: Partial<Record<TracepointName, EventHandler>> = {};
  for (const name of new Set(occasions.flatMap(({ at }) => at))) {
    const due = occasions.flatMap(({ id, at }) => (at.includes(name) ? [id] : []));
    on[name] = () => {
      for (const id of due) note(id);
    };
  }
  return {
    reset() {
      for (const id of always) note(id);
    },
    on,
  };
}

/**
 * END has judged something once a migration is complete and the destination has memory of the
 * source's that it had not before: where both look alike from the beginning, nothing can differ.
 */
function watchArrival(
  { layout, views, ledger }: Court,
  isNoted: () => boolean,
  note: () => void,
): Oracle {
  const differed = new Uint8Array(layout.pages);
  let hasArrived = false;
  const isAlike = (page: number): boolean => {
    for (let word = 0; word < layout.pageWords; word++)
      if (views.memoryWord(SOURCE, page, word) !== views.memoryWord(DESTINATION, page, word))
        return false;
    return true;
  };
  const look = (): void => {
    if (ledger.isTampered || isNoted()) return;
    for (let page = 0; page < layout.pages; page++)
      if (differed[page] === 1 && isAlike(page)) hasArrived = true;
  };
  return {
    reset() {
      hasArrived = false;
      if (isNoted()) return;
      for (let page = 0; page < layout.pages; page++) differed[page] = isAlike(page) ? 0 : 1;
    },
    on: { loadvm_complete: look, postcopy_ram_listen_thread_exit: look },
    end() {
      if (hasArrived && ledger.status === 'completed') note();
    },
  };
}
