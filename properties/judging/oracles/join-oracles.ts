/** Joins several oracles, each of which judges a part of the same property, into one. */
import type { TracepointName } from '../../../impl/tracepoints.ts';
import type { OracleMaker } from '../lockstep/oracle-context.ts';
import type { EventHandler, Oracle } from '../lockstep/oracle.ts';

/** An oracle that does not look at single pages, and applies to every scenario. */
type Part = Omit<Oracle, 'appliesTo' | 'page' | 'watches'>;

export function joinOracles(
  ...makers: readonly ((...args: Parameters<OracleMaker>) => Part)[]
): OracleMaker {
  return (context) => {
    const parts = makers.map((make) => make(context));
    const handlers = new Map<TracepointName, EventHandler[]>();
    for (const { on = {} } of parts)
      for (const name of Object.keys(on) as TracepointName[])
        handlers.set(name, [...(handlers.get(name) ?? []), on[name] as EventHandler]);
    const retargets = parts.flatMap(({ retarget }) => retarget ?? []);
    const resets = parts.flatMap(({ reset }) => reset ?? []);
    const changes = parts.flatMap(({ change }) => change ?? []);
    const steps = parts.flatMap(({ step }) => step ?? []);
    const ends = parts.flatMap(({ end }) => end ?? []);
    return {
      retarget() {
        for (const retarget of retargets) retarget();
      },
      reset() {
        for (const reset of resets) reset();
      },
      on: Object.fromEntries([...handlers].map(([name, all]) => [name, together(all)])),
      ...(changes.length === 0 ? {} : { change: () => changes.forEach((change) => change()) }),
      ...(steps.length === 0 ? {} : { step: () => steps.forEach((step) => step()) }),
      end(isDrained) {
        for (const end of ends) end(isDrained);
      },
    };
  };
}

function together(handlers: readonly EventHandler[]): EventHandler {
  const [only, ...others] = handlers;
  if (only !== undefined && others.length === 0) return only;
  return (first, second, third) => {
    for (const handle of handlers) handle(first, second, third);
  };
}
