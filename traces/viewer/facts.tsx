/** The state of the migration as a whole: status, guests, counts, and the bytes in flight on each link. */
import type { JSX } from 'preact';
import type { Run } from './run.ts';
import { callStep, countOf, hasWireLanes, timeOf } from './words.ts';

export interface FactsProps {
  readonly run: Run;
  readonly step: number;
  readonly cells: Int32Array;
  /** The previous values of the cells that the step has changed. */
  readonly was: ReadonlyMap<number, number>;
}

export function Facts({ run, step, cells, was }: FactsProps): JSX.Element {
  const time = timeOf(run, step);
  return (
    <section aria-label="The migration">
      <h2>
        {step === 0 ? 'Before the first step' : `After ${callStep(run, step)}`}
        <small>of {run.steps.length}</small>
      </h2>
      <dl class="facts">
        {time !== undefined && (
          <div>
            <dt>time</dt>
            <dd>{time}</dd>
          </div>
        )}
        {run.facts.map(({ name, valueNames }, cell) => (
          <div key={name} class={was.has(cell) ? 'changed' : undefined}>
            <dt>{name}</dt>
            <dd>{valueNames[cells[cell] as number] ?? cells[cell]}</dd>
          </div>
        ))}
        {!hasWireLanes(run) &&
          run.links.map(({ name }, link) => (
            <div key={name}>
              <dt>on the {name}</dt>
              <dd>{onTheWay(run, link, step)}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}

function onTheWay({ messages }: Run, link: number, step: number): string {
  let bytes = 0;
  for (const message of messages)
    if (message.link === link && message.sent <= step && step < (message.until ?? Infinity))
      bytes += message.bytes;
  return bytes === 0 ? 'nothing' : countOf(bytes, 'byte');
}
