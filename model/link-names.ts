/**
 * The links between source and destination, in the order in which a state stores their numbers and
 * records. A mechanism that needs another link adds one entry here.
 */
export const linkNames = ['main', 'preempt'] as const;
export type LinkName = (typeof linkNames)[number];

/** How many records fit on each link. A link that is left out does not exist. */
export type RecordsByLink = Readonly<Partial<Record<LinkName, number>>>;
