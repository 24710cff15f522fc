/**
 * Who opened each gate, and who shut it. A step that stood behind a gate comes after whoever opened
 * it, and that pair can never be turned round; what can is the step and whoever *shut* the gate
 * before: had the step come first, it would have found the gate open. (Locks are the case that the
 * literature treats: the Nidhugg tool, too, takes a lock to race with the acquisition before it and
 * not with the release.)
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

  /** @param state - as it is before the first step */
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

  /** The step that found the gate shut and left it open, if no other has touched it since; or `NONE`. */
  opener(gate: number): StepIndex {
    return this.openers[gate] as number;
  }

  /**
   * The step has written the object, which need not be a gate.
   *
   * @param hasPassed - it stood behind that gate, and so found it open
   */
  note(object: number, step: StepIndex, hasPassed: boolean): void {
    if (this.isGate[object] === 0) return;
    const isOpen = this.state.isOpen(object);
    const foundOpen = this.wasOpen[object] === 1 || hasPassed;
    if (foundOpen && !isOpen) this.undo.write(this.shutters, object, step);
    this.undo.write(this.openers, object, !foundOpen && isOpen ? step : NONE);
    this.undo.write(this.wasOpen, object, isOpen ? 1 : 0);
  }
}
