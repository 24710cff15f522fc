/** A process of the system: its threads die together, and a fresh process begins with threads of its own. */
export class Process {
  private startAnew: (() => void) | undefined;

  /** @param startAnew - ends its threads wherever they are, and starts them from the beginning */
  consistOf(startAnew: () => void): void {
    this.startAnew = startAnew;
  }

  /** Kills the process and starts a fresh one; shared objects have to be as the fresh one expects them. */
  restart(): void {
    if (this.startAnew === undefined) throw new Error('the process has no threads');
    this.startAnew();
  }
}
