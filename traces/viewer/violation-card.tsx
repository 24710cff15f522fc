/** What is violated, where, and where to look; and, apart from it, what the property says. */
import type { JSX, RefObject } from 'preact';
import type { ViolationView } from '../trace-view.ts';
import { ReplayLine } from './replay-line.tsx';
import type { Run } from './run.ts';
import { StepLink } from './step-link.tsx';
import { callStep } from './words.ts';

export interface ViolationCardProps {
  readonly run: Run;
  readonly violation: ViolationView;
  readonly goTo: (step: number) => void;
}

export function ViolationCard({ run, violation, goTo }: ViolationCardProps): JSX.Element {
  const { property, what, hint, also, step } = violation;
  return (
    <section class="violation" aria-label="The violation">
      <h2>
        {property}{' '}
        <StepLink step={step} goTo={goTo}>
          {callStep(run, step)}
        </StepLink>
      </h2>
      <p class="what">{what}</p>
      {also.length > 0 && <p class="hint">at the same step: {also.join(', ')}</p>}
      <p class="hint">hint: {hint}</p>
    </section>
  );
}

export interface BackgroundProps {
  readonly run: Run;
  readonly copyButton: RefObject<HTMLButtonElement>;
}

/** The claim that was violated, where the bug is documented, and the line that replays it. */
export function Background({ run, copyButton }: BackgroundProps): JSX.Element {
  const { violation, reference, replay } = run;
  return (
    <section class="background" aria-label="Background">
      {violation && <p class="hint">{violation.claim}</p>}
      {reference !== undefined && <p class="hint">from: {reference}</p>}
      <ReplayLine line={replay} button={copyButton} />
    </section>
  );
}
