/** The page's keyboard shortcuts, and what each does, for the key handler and for the help. */

export type Deed =
  | 'forward'
  | 'back'
  | 'farForward'
  | 'farBack'
  | 'toStart'
  | 'toEnd'
  | 'toViolation'
  | 'onlyPage'
  | 'everyStep'
  | 'search'
  | 'copy'
  | 'theme'
  | 'help';

export interface Shortcut {
  /** The browser's names of the keys. */
  readonly keys: readonly string[];
  /** The labels on a keyboard. */
  readonly signs: readonly string[];
  readonly what: string;
}

/** In the order in which the help lists them. */
export const shortcuts: Readonly<Record<Deed, Shortcut>> = {
  forward: {
    keys: ['ArrowRight', 'ArrowDown', 'j'],
    signs: ['→', '↓', 'j'],
    what: 'one step forward, among those shown',
  },
  back: {
    keys: ['ArrowLeft', 'ArrowUp', 'k'],
    signs: ['←', '↑', 'k'],
    what: 'one step back',
  },
  farForward: { keys: ['PageDown'], signs: ['Page Down'], what: 'ten steps forward' },
  farBack: { keys: ['PageUp'], signs: ['Page Up'], what: 'ten steps back' },
  toStart: { keys: ['Home'], signs: ['Home'], what: 'before the first step' },
  toEnd: { keys: ['End'], signs: ['End'], what: 'the last step' },
  toViolation: { keys: ['v'], signs: ['v'], what: 'the violation' },
  onlyPage: { keys: ['p'], signs: ['p'], what: 'only steps about the followed page' },
  everyStep: {
    keys: ['e'],
    signs: ['e'],
    what: 'every step, or only those that a story would tell',
  },
  search: {
    keys: ['/'],
    signs: ['/'],
    what: 'search; Enter keeps the results, Escape drops them',
  },
  copy: { keys: ['c'], signs: ['c'], what: 'copy the line that replays the run' },
  theme: { keys: ['t'], signs: ['t'], what: 'dark or light' },
  help: { keys: ['?'], signs: ['?'], what: 'this help' },
};
