/** The step at which a problem shows: where the judge objected, or the observation that is wrong. */
import type { FactName } from './moment.ts';
import type { Observed } from './order-moments.ts';
import type { ShownProblem } from './shown-problem.ts';

/** @param page - the first page that is wrong, by dense index; negative if there is none */
export function stepOfProblem(
  { property, what, where }: ShownProblem,
  steps: readonly Observed[],
  page: number,
): number {
  const last = (isIt: (step: Observed) => boolean): number => steps.findLastIndex(isIt) + 1;
  const at = [
    last(({ wheres }) => where !== undefined && wheres.includes(where)),
    last(({ lane, text }) => lane === 'judge' && text === what),
    property === 'END'
      ? last((step) => step.lane === 'judge' && step.action === 'read' && isAbout(step, page))
      : 0,
    property === 'G1' ? last((step) => step.action === 'read' && isAbout(step, page)) : 0,
    what.includes('on both hosts at once') ? firstOnBothHosts(steps) : 0,
    property === 'FAILED' ? steps.findIndex(({ label }) => label === 'MIGRATION failed') + 1 : 0,
  ].find((step) => step > 0);
  return at ?? steps.length;
}

/** The step with which the guest first runs on both hosts, counted from 1; 0 if it never does. */
function firstOnBothHosts(steps: readonly Observed[]): number {
  const running = new Set<FactName>();
  return (
    steps.findIndex(({ effects = [] }) => {
      for (const effect of effects) {
        if (effect.kind !== 'fact' || !effect.fact.startsWith('guest ')) continue;
        if (effect.value === 'running') running.add(effect.fact);
        else running.delete(effect.fact);
      }
      return running.size > 1;
    }) + 1
  );
}

function isAbout({ announced = [], about = [] }: Observed, page: number): boolean {
  return (
    announced.some(({ args: [first] }) => first === page) ||
    about.some(([first, pages]) => first <= page && page < first + pages)
  );
}
