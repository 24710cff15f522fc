/** Says how many classes an exploration has, and how long the rest will take, in words. */
import type { Outlook } from '../../running/exploration/outlook.ts';
import type { ClassEstimate } from '../../searching/estimation/class-estimate.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Like `about 41,000 classes (± 9 %), 12 % seen, about 3 min left`. */
export function describeOutlook(seen: number, { share, estimate, msLeft = 0 }: Outlook): string {
  if (estimate === undefined) return `about ${(100 * share).toFixed(1)} % done`;
  const part = Math.min(99, Math.floor((100 * seen) / estimate.classes));
  return `${describeEstimate(estimate)}, ${part} % seen, about ${describeTime(msLeft)} left`;
}

/** Like `about 41,000 classes (± 9 %)`. */
export function describeEstimate({ classes, error }: ClassEstimate): string {
  const digits = error < 0.05 ? 3 : 2;
  const rounded = Number(classes.toPrecision(digits)).toLocaleString('en');
  return `about ${rounded} classes (± ${Math.ceil(100 * error)} %)`;
}

function describeTime(ms: number): string {
  if (ms < 2 * MINUTE) return `${Math.ceil(ms / SECOND)} s`;
  if (ms < 2 * HOUR) return `${Math.round(ms / MINUTE)} min`;
  return `${Math.round(ms / HOUR)} h`;
}
