/** Digests of seed `base`, by family: of 3,000 executions, and of 300. */

export interface Pinned {
  readonly all: string;
  readonly few: string;
}

export const digests: Readonly<Record<string, Pinned>> = {
  precopy: { all: '0fd54b4d49d2120d', few: 'f161db7298cf7216' },
  'background-sync': { all: '02265bb0ab0552d5', few: 'cadc02b4b4c6706e' },
  retry: { all: 'ef4a815433325a0f', few: '2333772eee4f065b' },
  'hostile-link': { all: 'a9540c68b7d17ddb', few: '363ddbb4e57d8359' },
  postcopy: { all: '1c1f1c31eb87f6bb', few: '07cfe3cecfe2881b' },
  'postcopy-multi-vcpu': { all: '18df2f65aa2f9d81', few: 'c06a481556d36c4e' },
  preempt: { all: '74716d4ed86737f2', few: '439259b184532001' },
  'preempt-single-sender': { all: '093c43674ae6c301', few: 'c650440d9b1d97ec' },
  cancel: { all: '5f7ce8665d170c4c', few: '5033a8cfe90f0806' },
  soak: { all: '774368383348cb81', few: 'dae91a7dd8548a79' },
  mixed: { all: '41d8098604fc4cd9', few: '37cb6cd8e516e255' },
};
