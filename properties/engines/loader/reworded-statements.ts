/**
 * Statements of the engine that say the same as before in other words, by file: what was written, and what is
 * written now. Stored bugs and traces may still have the old words, both in what they look for and in what they
 * put there instead.
 */
export interface Rewording {
  readonly was: string;
  readonly is: string;
}

/** Since QEMU 11 a migration that fails is `failing` until everything is torn down. */
const FAILS: Rewording = { was: "'failed')", is: "'failing')" };

export const rewordedStatements: Readonly<Record<string, readonly Rewording[]>> = {
  'impl/engine/source/migration-thread.ts': [
    FAILS,
    { was: "state.is('postcopy-active')", is: "state.is('postcopy-device')" },
  ],
  'impl/engine/source/save-complete.ts': [FAILS],
  'impl/engine/source/save-host-page.ts': [
    { was: "state.is('postcopy-active')", is: 'state.isInPostcopy()' },
  ],
  'impl/engine/mechanisms/postcopy/postcopy-start.ts': [
    FAILS,
    {
      was: "state.change('device', 'postcopy-active')",
      is: "state.change('device', 'postcopy-device')",
    },
  ],
  'impl/engine/stream/stream-writer.ts': [{ was: 'PING_BEFORE_RUN', is: 'PING_PACKAGE_LOADED' }],
};
