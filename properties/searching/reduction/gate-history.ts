/**
 * Which step opened each gate, and which shut it. A step that waited at a gate always comes after the step
 * that opened it; that pair cannot be reversed. But the waiting step can be reversed with the step that
 * *shut* the gate: had it come before that step, it would have found the gate open. (The literature treats
 * locks: the Nidhugg tool, too, lets a lock acquisition race with the previous acquisition and not with the
 * release.)
 */
import type { UndoLog } from './undo-log.ts';

/** Index of a step in an execution, or `NONE`. */
export type StepIndex = number;
export const NONE = -1;

export interface GateState {
  /** Cells of the gates. */
  readonly gates: readonly number[];
  readonly isOpen: (gate: number) => boolean;
}

export class GateHistory {
  private readonly state: GateState;
  private readonly undo: UndoLog;
  private readonly isGate: Uint8Array;
  private readonly wasOpen: Uint8Array;
  private readonly shutters: Int32Array;
  private readonly openers: Int32Array;

  /** @param state - the gates, in their state before the first step */
  constructor(objects: number, state: GateState, undo: UndoLog) {
    this.state = state;
    this.undo = undo;
    this.isGate = new Uint8Array(objects);
    this.wasOpen = new Uint8Array(objects);
    this.shutters = new Int32Array(objects).fill(NONE);
    this.openers = new Int32Array(objects).fill(NONE);
    for (const gate of state.gates) {
      this.isGate[gate] = 1;
      this.wasOpen[gate] = state.isOpen(gate) ? 1 : 0;
    }
  }

  /** The last step that found the gate open and left it shut, or `NONE`. */
  shutter(gate: number): StepIndex {
    return this.shutters[gate] as number;
  }

  /** The step that opened the gate, if no other step has written the gate since; otherwise `NONE`. */
  opener(gate: number): StepIndex {
    return this.openers[gate] as number;
  }

  /**
   * Notes that the step has written the object, which need not be a gate.
   *
   * @param hasPassed - the step waited at that gate, and so found it open
   */
  note(object: number, step: StepIndex, hasPassed: boolean): void {
    if (this.isGate[object] === 0) return;
    const isOpen = this.state.isOpen(object);
    const foundOpen = this.wasOpen[object] === 1 || hasPassed;
    if (foundOpen && !isOpen) this.undo.write(this.shutters, object, step);
    this.undo.write(this.openers, object, !foundOpen && isOpen ? step : NONE);
  }

  /** To be called after each step: a gate may change without a write that is noted (a unit that is sent). */
  settle(): void {
    for (const gate of this.state.gates)
      this.undo.write(this.wasOpen, gate, this.state.isOpen(gate) ? 1 : 0);
  }
}
