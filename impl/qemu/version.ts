/** Versions of QEMU, like `7.2.22`. */

/** Compares part by part as numbers: 10.0 comes after 9.2. @returns less than 0 if `one` is the older */
export function compareVersions(one: string, other: string): number {
  const [these, those] = [one, other].map((version) => version.split('.').map(Number));
  for (let at = 0; at < Math.max(these?.length ?? 0, those?.length ?? 0); at++) {
    const difference = (these?.[at] ?? 0) - (those?.[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Like `7.2.22`, or `7.2.22 to 11.1.3` if the destination's version is another one. */
export function nameVersions(source: string, destination: string | undefined): string {
  return destination === undefined ? source : `${source} to ${destination}`;
}

export function isAtLeast(version: string, least: string): boolean {
  return compareVersions(version, least) >= 0;
}
