/** A link to a step. A click goes to the step without making the browser scroll. */
import type { ComponentChildren, JSX } from 'preact';
import { addressOf } from './use-step.ts';

export interface StepLinkProps {
  readonly step: number;
  readonly goTo: (step: number) => void;
  readonly isCurrent?: boolean;
  /** Tab skips the link. */
  readonly isSkipped?: boolean;
  readonly children: ComponentChildren;
}

export function StepLink(props: StepLinkProps): JSX.Element {
  const { step, goTo, isCurrent = false, isSkipped = false, children } = props;
  return (
    <a
      href={addressOf(step)}
      tabIndex={isSkipped ? -1 : undefined}
      aria-current={isCurrent ? 'step' : undefined}
      onClick={(event) => {
        // The browser opens another tab or window.
        if (event.ctrlKey || event.metaKey || event.shiftKey) return;
        event.preventDefault();
        goTo(step);
      }}
    >
      {children}
    </a>
  );
}
