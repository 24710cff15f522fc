/** What is violated, where, and where to look. */
import type { JSX } from 'preact';
import type { ViolationView } from '../trace-view.ts';
import type { Run } from './run.ts';
import { StepLink } from './step-link.tsx';

export interface ViolationCardProps {
  readonly run: Run;
  readonly violation: ViolationView;
  readonly goTo: (step: number) => void;
}

export function ViolationCard({ run, violation, goTo }: ViolationCardProps): JSX.Element {
  const { property, claim, what, hint, also, step } = violation;
  return (
    <section class="violation" aria-label="The violation">
      <h2>
        {property}{' '}
        <StepLink step={step} goTo={goTo}>
          step {step}
        </StepLink>
      </h2>
      <p class="claim">{claim}</p>
      <p class="what">{what}</p>
      {also.length > 0 && <p class="hint">at the same step: {also.join(', ')}</p>}
      <p class="hint">hint: {hint}</p>
      <code class="replay">{run.replay}</code>
    </section>
  );
}
