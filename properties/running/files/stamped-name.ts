/** Names of files of which there may be several: for what they are about, and when they were written. */

/**
 * @param about - such as a seed; what a file system might take amiss becomes a dash
 * @returns like `interrupted-a-20261130T041502.json`; the time is UTC, to the second
 */
export function stampedName(prefix: string, about: string, now: Date = new Date()): string {
  const name = about.replaceAll(/[^\w.]+/g, '-').slice(0, LENGTH_MAX);
  const [stamp = ''] = now.toISOString().replaceAll(/[-:]/g, '').split('.');
  return `${prefix}-${name}-${stamp}.json`;
}

const LENGTH_MAX = 80;
