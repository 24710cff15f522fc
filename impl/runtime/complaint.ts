/**
 * What a host complained of last, as management would show it (error-desc of query-migrate). No
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

  /** A new migration: what was wrong with the last one is over. */
  clear(): void {
    this.text = undefined;
  }

  /** As an onlooker between two steps sees it. */
  peek(): string | undefined {
    return this.text;
  }

  reset(): void {
    this.clear();
  }
}
