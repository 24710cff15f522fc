/** The texts that explain the run, the story first. Each line links to its last step. */
import type { JSX } from 'preact';
import type { AccountLine } from '../trace-view.ts';
import type { Run } from './run.ts';
import { StepLink } from './step-link.tsx';
import { nameOfStep } from './words.ts';

export interface AccountsProps {
  readonly run: Run;
  readonly step: number;
  readonly goTo: (step: number) => void;
}

export function Accounts({ run, step, goTo }: AccountsProps): JSX.Element {
  return (
    <>
      {run.accounts.map(({ title, lines, legend }) => (
        <section key={title} class="story" aria-label={title}>
          <h2>{title}</h2>
          <ol>
            {lines.map((line, index) => (
              <Line key={index} {...{ run, line, step, goTo }} />
            ))}
          </ol>
          {legend !== undefined && <p class="legend">{legend}</p>}
        </section>
      ))}
    </>
  );
}

interface LineProps {
  readonly run: Run;
  readonly line: AccountLine;
  readonly step: number;
  readonly goTo: (step: number) => void;
}

function Line({ run, line, step, goTo }: LineProps): JSX.Element {
  const { actor, text, steps, place, note } = line;
  const last = steps.at(-1);
  const words = (
    <>
      {last !== undefined && <small>{nameOfStep(run, last)}</small>} <b>{actor}</b> {text}
      {place !== undefined && <small class="place">{place}</small>}
      {note !== undefined && <i>{note === '' ? 'no bits set' : note}</i>}
    </>
  );
  return (
    <li>
      {last === undefined ? (
        words
      ) : (
        <StepLink step={last} goTo={goTo} isCurrent={steps.includes(step)}>
          {words}
        </StepLink>
      )}
    </li>
  );
}
