/** Which bug of the catalogue a problem of QEMU resembles, as a hint at its cause. */
import type { Problem } from '../judging/problem.ts';

interface Likeness {
  readonly bug: string;
  readonly isLike: (problem: Problem) => boolean;
}

/** The symptoms of a write that the dirty log missed. */
function isLostWrite({ property, isStale, text }: Problem): boolean {
  if (property === 'R') return text.includes('nothing is owed');
  return (property === 'END' || property === 'G1') && isStale;
}

/** The first match counts. */
const likenesses: readonly Likeness[] = [
  {
    bug: 'source-resumes-in-postcopy',
    isLike: ({ property, text }) => property === 'R' && text.includes('on both hosts at once'),
  },
  {
    bug: 'shared-last-block',
    isLike: ({ property, text }) => property === 'R' && text.includes('the page is owed'),
  },
  {
    bug: 'urgent-no-dirty-test',
    isLike: ({ property, text }) => property === 'R' && text.includes('the page is missing'),
  },
  { bug: 'no-rearm', isLike: (one) => isLostWrite(one) && one.writer === 'vcpu' },
  { bug: 'log-source-dropped', isLike: (one) => isLostWrite(one) && one.writer === 'device' },
  // A page that was never written holds another page's content.
  {
    bug: 'shared-last-block',
    isLike: ({ property, isStale, writer }) =>
      property === 'END' && !isStale && writer === 'nobody',
  },
];

/** @returns the id of the bug that the problem resembles, if any */
export function resemblanceOf(problem: Problem): string | undefined {
  return likenesses.find(({ isLike }) => isLike(problem))?.bug;
}
