/** How far the stream has been loaded: shared by the destination's threads. */
import type { Footprint } from '../../runtime/footprint.ts';
import type { Resettable, Shared } from '../../runtime/shared.ts';

/** The phase decides which items may follow in the stream. */
export type LoadPhase = 'header' | 'start' | 'parts' | 'ram part' | 'ram end' | 'guest' | 'end';

/** PostcopyState of the destination. */
export type PostcopyState = 'none' | 'advised' | 'discarding' | 'listening' | 'running' | 'end';

/** The content of a PACKAGED command, which is loaded separately. */
export interface Package {
  readonly bytes: Uint8Array;
  /** Its offset in the stream. */
  readonly offset: number;
}

interface Progress {
  phase: LoadPhase;
  postcopy: PostcopyState;
  package: Package | undefined;
  end: 'loaded' | 'refused' | undefined;
}

export class LoadState implements Resettable {
  private readonly footprint: Footprint;
  private readonly cell: number;
  private progress: Progress = fresh();

  constructor(shared: Shared) {
    this.footprint = shared.footprint;
    // Only one thread at a time loads from the channel. The others read a single word, which is read and
    // set atomically (postcopy_state_get, postcopy_state_set).
    this.cell = shared.footprint.reserveOne('load state', 'atomic');
    shared.objects.push(this);
  }

  reset(): void {
    this.progress = fresh();
  }

  /** Starts over, as a fresh destination: nothing has been loaded. */
  restart(): void {
    this.footprint.noteWrite(this.cell);
    this.reset();
  }

  get phase(): LoadPhase {
    return this.read('phase');
  }

  set phase(phase: LoadPhase) {
    this.write('phase', phase);
  }

  get postcopy(): PostcopyState {
    return this.read('postcopy');
  }

  set postcopy(postcopy: PostcopyState) {
    this.write('postcopy', postcopy);
  }

  get package(): Package | undefined {
    return this.read('package');
  }

  set package(received: Package | undefined) {
    this.write('package', received);
  }

  /** How the load has ended, if it has. */
  get end(): Progress['end'] {
    return this.read('end');
  }

  set end(end: Progress['end']) {
    this.write('end', end);
  }

  private read<Name extends keyof Progress>(name: Name): Progress[Name] {
    this.footprint.noteRead(this.cell);
    return this.progress[name];
  }

  private write<Name extends keyof Progress>(name: Name, value: Progress[Name]): void {
    this.footprint.noteWrite(this.cell);
    this.progress[name] = value;
  }
}

function fresh(): Progress {
  return { phase: 'header', postcopy: 'none', package: undefined, end: undefined };
}
