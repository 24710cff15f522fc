/** Tables that can be put back to what they were: whoever writes remembers what was there. */

export type Table = Int32Array | Uint8Array;

export class UndoLog {
  private readonly written: { table: Table; index: number; old: number }[] = [];

  write(table: Table, index: number, value: number): void {
    const old = table[index] as number;
    if (old === value) return;
    this.written.push({ table, index, old });
    table[index] = value;
  }

  /** Where the log stands now, for `rollBack`. */
  get length(): number {
    return this.written.length;
  }

  /** Undoes every write that came after the log stood there. */
  rollBack(length: number): void {
    while (this.written.length > length) {
      const last = this.written.pop();
      if (last !== undefined) last.table[last.index] = last.old;
    }
  }
}
