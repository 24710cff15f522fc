/** Writes to tables that can be undone: the log remembers the old value of each. */

export type Table = Int32Array | Uint8Array;

export class UndoLog {
  private readonly written: { table: Table; index: number; old: number }[] = [];

  write(table: Table, index: number, value: number): void {
    const old = table[index] as number;
    if (old === value) return;
    this.written.push({ table, index, old });
    table[index] = value;
  }

  /** The current length of the log, for `rollBack`. */
  get length(): number {
    return this.written.length;
  }

  /** Undoes every write since the log had this length. */
  rollBack(length: number): void {
    while (this.written.length > length) {
      const last = this.written.pop();
      if (last !== undefined) last.table[last.index] = last.old;
    }
  }
}
