/** Distinct names for files of the same kind: with their subject and the time they were written. */

/**
 * @param about - the subject, such as a seed; characters unsafe in file names become dashes
 * @returns a name like `interrupted-a-20261130T041502.json`; the time is UTC, to the second
 */
export function stampedName(prefix: string, about: string, now: Date = new Date()): string {
  const name = about.replaceAll(/[^\w.]+/g, '-').slice(0, LENGTH_MAX);
  const [stamp = ''] = now.toISOString().replaceAll(/[-:]/g, '').split('.');
  return `${prefix}-${name}-${stamp}.json`;
}

const LENGTH_MAX = 80;
