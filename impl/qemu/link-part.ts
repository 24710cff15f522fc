/** The two hosts, and parts of the connections between them. */

export type HostName = 'source' | 'destination';

/** `forward` is from source to destination. */
export type Direction = 'forward' | 'back';

/** One connection, one direction of all connections, or one direction of one connection; `{}` is everything. */
export interface LinkPart {
  readonly channel?: number | undefined;
  readonly direction?: Direction | undefined;
}

export function covers(part: LinkPart, channel: number, direction: Direction): boolean {
  return (
    (part.channel === undefined || part.channel === channel) &&
    (part.direction === undefined || part.direction === direction)
  );
}
