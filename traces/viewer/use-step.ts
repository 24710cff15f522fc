/** The current step, which is also in the page's address: `#step-12`. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Run } from './run.ts';

/** Updating the address more often than this slows the page down. */
const SETTLED_AFTER_MS = 120;

export function addressOf(step: number): string {
  return `#step-${step}`;
}

export function useStep(run: Run): readonly [number, (step: number) => void] {
  const last = run.steps.length;
  const clamp = (step: number): number => Math.max(0, Math.min(last, step));
  const fromAddress = (): number | undefined => {
    const [, digits] = /^#step-(\d+)$/.exec(location.hash) ?? [];
    return digits === undefined ? undefined : clamp(Number(digits));
  };
  const [step, setStep] = useState(() => fromAddress() ?? run.violation?.step ?? Math.min(1, last));
  const timer = useRef<number | undefined>(undefined);

  useEffect(() => {
    const follow = (): void => setStep((shown) => fromAddress() ?? shown);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);

  const goTo = (next: number): void => {
    const target = clamp(next);
    setStep(target);
    clearTimeout(timer.current);
    timer.current = setTimeout(
      () => history.replaceState(null, '', addressOf(target)),
      SETTLED_AFTER_MS,
    );
  };
  return [step, goTo];
}
