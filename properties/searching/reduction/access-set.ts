/** Collects the objects that a step has read or written, each once. */

export interface AccessSet {
  readonly read: (object: number) => void;
  readonly write: (object: number) => void;
  /** Empties the set. @returns what it had collected, as `Step.accesses` */
  readonly take: () => Int32Array;
}

/** @param objects - the number of objects */
export function accessSet(objects: number): AccessSet {
  /** 0 untouched, 1 read, 2 written. */
  const how = new Uint8Array(objects);
  let touched: number[] = [];
  const touch = (object: number, mode: number): void => {
    if (how[object] === 0) touched.push(object);
    if (mode > (how[object] as number)) how[object] = mode;
  };
  return {
    read: (object) => touch(object, 1),
    write: (object) => touch(object, 2),
    take() {
      const accesses = Int32Array.from(
        touched,
        (object) => (object << 1) | (how[object] === 2 ? 1 : 0),
      ).sort();
      for (const object of touched) how[object] = 0;
      touched = [];
      return accesses;
    },
  };
}
