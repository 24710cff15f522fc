/**
 * Notes which properties have had something to judge; being observable is not enough. Runs without a
 * postcopy prove nothing about its properties, and runs in which nothing arrives prove nothing about END.
 */
import { host, tracepoint } from '../../../impl/tracepoints.ts';
import type { Lockstep } from '../execution/execution.ts';
import type { OracleContext, OracleMaker } from '../lockstep/oracle-context.ts';
import type { Oracle } from '../lockstep/oracle.ts';
import type { PropertyId } from '../lockstep/property-id.ts';
import { propertiesFor } from './needs.ts';
import { properties } from './properties.ts';
import type { Needs } from './property.ts';

/** Whether END has had something to judge in the current scenario, which tracepoints alone do not show. */
export interface Arrival {
  readonly observer: OracleMaker;
  readonly isSeen: () => boolean;
}

/** The properties that have had something to judge so far; one that needs no tracepoint judges every run. */
export function judgedBy(
  { scenario, system, judged, judge: { heard } }: Lockstep,
  arrival: Arrival,
): readonly PropertyId[] {
  return propertiesFor(scenario, system, judged).filter((id) => {
    const { tracepoints = [], judgedAt = tracepoints }: Needs = properties[id].needs;
    if (judgedAt === 'arrival') return arrival.isSeen();
    return judgedAt.length === 0 || judgedAt.some((name) => heard[tracepoint[name]] === 1);
  });
}

/**
 * END has judged something once a migration is complete and the destination has received memory that
 * differed at the start: where both hosts are alike from the beginning, nothing can be lost.
 */
export function watchArrival(): Arrival {
  let isSeen = false;
  const observer = (context: OracleContext): Oracle => {
    const { capacity, ledger } = context;
    const differed = new Uint8Array(capacity.pages);
    let hasArrived = false;
    const isAlike = (page: number): boolean => {
      const { layout, views } = context;
      for (let word = 0; word < layout.pageWords; word++)
        if (
          views.memoryWord(host.source, page, word) !==
          views.memoryWord(host.destination, page, word)
        )
          return false;
      return true;
    };
    const look = (): void => {
      if (ledger.isTampered || isSeen) return;
      for (let page = 0; page < context.layout.pages; page++)
        if (differed[page] === 1 && isAlike(page)) hasArrived = true;
    };
    return {
      retarget() {
        isSeen = false;
      },
      reset() {
        hasArrived = false;
        if (isSeen) return;
        for (let page = 0; page < context.layout.pages; page++)
          differed[page] = isAlike(page) ? 0 : 1;
      },
      on: { loadvm_complete: look, postcopy_ram_listen_thread_exit: look },
      end() {
        if (hasArrived && ledger.status === 'completed') isSeen = true;
      },
    };
  };
  return { observer, isSeen: () => isSeen };
}
