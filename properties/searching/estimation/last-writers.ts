/**
 * Which step last wrote each cell, by its thread, its label and its events. Two prefixes with the same last
 * writers and the same visible state nearly always have the same future, though parts of the state are hidden.
 */
import type { ComingStep, System } from '../../../impl/system.ts';
import { hashOf, makeDigest } from '../../judging/execution/digest.ts';
import { forEachCell } from '../reduction/footprint-cells.ts';

export class LastWriters {
  private readonly system: Pick<System, 'footprint' | 'trace'>;
  private readonly digest: ReturnType<typeof makeDigest> = makeDigest();
  private readonly hashOfLabel: Map<string, number> = new Map();
  /** For each cell, a hash of the step that last wrote it; 0 before that. */
  readonly last: Int32Array;

  constructor(system: Pick<System, 'footprint' | 'trace'>) {
    this.system = system;
    this.last = new Int32Array(system.footprint.pageOfCell.length);
  }

  /** To be called after each step. */
  note(thread: number, { label, page }: ComingStep): void {
    const { digest, last } = this;
    const { trace, footprint } = this.system;
    digest.reset();
    digest.add(thread);
    digest.add(this.hashOf(label));
    digest.add(page);
    digest.addEvents(trace.events, trace.length);
    const step = digest.short();
    forEachCell(footprint, (cell, isWrite) => {
      if (isWrite) last[cell] = step;
    });
  }

  save(): Int32Array {
    return this.last.slice();
  }

  restore(saved: Int32Array): void {
    this.last.set(saved);
  }

  /** As before the first step. */
  clear(): void {
    this.last.fill(0);
  }

  private hashOf(label: string): number {
    const known = this.hashOfLabel.get(label);
    if (known !== undefined) return known;
    const hash = hashOf(label);
    this.hashOfLabel.set(label, hash);
    return hash;
  }
}
