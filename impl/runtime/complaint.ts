/**
 * The last error that a host reported, as management would show it (error-desc of query-migrate). No
 * thread reads it, so it leaves no footprint.
 */
import type { Resettable, Shared } from './shared.ts';

export class Complaint implements Resettable {
  private text: string | undefined;

  constructor(shared: Shared) {
    shared.objects.push(this);
  }

  set(text: string): void {
    this.text = text;
  }

  /** Forgets the error, since a new migration begins. */
  clear(): void {
    this.text = undefined;
  }

  /** The error, for an observer between two steps. */
  peek(): string | undefined {
    return this.text;
  }

  reset(): void {
    this.clear();
  }
}
