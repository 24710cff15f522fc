/** One thing that was done, of those that led to a violation. */
export interface Link {
  /** The step of the run, counted from 1. */
  readonly step: number;
  readonly actor: string;
  /** One word for what was done, like `written`, `parked`, `sent` or `holds`. */
  readonly kind: string;
  /** What was done, without the actor. */
  readonly text: string;
  /** What it was done to, if that has a name of its own: a mutex, or what is waited for. */
  readonly object?: string;
}
