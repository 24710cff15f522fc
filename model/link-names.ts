/**
 * The links between source and destination, in the order in which a state has their numbers and their
 * records. A mechanism that needs another link adds it here, by one entry.
 */
export const linkNames = ['main', 'preempt'] as const;
export type LinkName = (typeof linkNames)[number];

/** How many records fit on each link; on one that is left out, none: it is not there. */
export type RecordsByLink = Readonly<Partial<Record<LinkName, number>>>;
