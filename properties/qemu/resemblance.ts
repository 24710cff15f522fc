/** Which bug of the catalogue something wrong with QEMU looks like, for whoever has to find its cause. */
import type { Problem } from './problem.ts';

interface Likeness {
  readonly bug: string;
  readonly isLike: (problem: Problem) => boolean;
}

/** What is seen of a write that was not noticed. */
function isLostWrite({ property, isStale, text }: Problem): boolean {
  if (property === 'R') return text.includes('nothing is owed');
  return (property === 'END' || property === 'G1') && isStale;
}

/** The first that fits counts. */
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
  // A page that nobody wrote holds what belongs elsewhere.
  {
    bug: 'shared-last-block',
    isLike: ({ property, isStale, writer }) =>
      property === 'END' && !isStale && writer === 'nobody',
  },
];

/** @returns the id of a bug of the catalogue, if the problem is like any */
export function resemblanceOf(problem: Problem): string | undefined {
  return likenesses.find(({ isLike }) => isLike(problem))?.bug;
}
