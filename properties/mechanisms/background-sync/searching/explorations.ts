/** Small engines with background syncs at any time, to be explored exhaustively. */
import type { Exploration } from '../../../searching/scenarios/exploration.ts';
import { bothPaths, pagePath, wordPath, write } from '../../../searching/scenarios/exploration.ts';

const BACKGROUND_SYNC = { kind: 'background-sync', after: 0 } as const;
const CANCEL = { kind: 'cancel', after: 0 } as const;

export const backgroundSyncExplorations: readonly Exploration[] = [
  {
    group: 'default',
    claim: 'three pages on both paths, three writes, two background and two iteration syncs',
    isAfterSetup: true,
    scenario: {
      blocks: bothPaths,
      vcpus: [[write(0, 0), write(1, 0), write(0, 0)]],
      ticks: [BACKGROUND_SYNC, BACKGROUND_SYNC],
    },
  },
  {
    group: 'small',
    claim: 'two pages on the word path, two writes, one background and one iteration sync',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      vcpus: [[write(0, 0), write(0, 1)]],
      ticks: [BACKGROUND_SYNC],
    },
  },
  {
    group: 'word-path',
    claim: 'two pages on the word path, one of them written twice, two background syncs',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      vcpus: [[write(0, 0), write(0, 0)]],
      ticks: [BACKGROUND_SYNC, BACKGROUND_SYNC],
    },
  },
  {
    group: 'page-path',
    claim: 'two pages on the page path, one of them written twice, two background syncs',
    isAfterSetup: true,
    scenario: {
      blocks: pagePath,
      vcpus: [[write(0, 0), write(0, 0)]],
      ticks: [BACKGROUND_SYNC, BACKGROUND_SYNC],
    },
  },
  {
    group: 'two-writers',
    claim: 'a vCPU and a device that write the same page, and a background sync that merges',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      backgroundSync: 'merge',
      vcpus: [[write(0, 0)]],
      device: [write(0, 0)],
      ticks: [BACKGROUND_SYNC],
    },
  },
  {
    group: 'torn-reads',
    claim: 'a page is read in two steps and written between them',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      splitReads: true,
      vcpus: [[write(0, 0), write(0, 0)]],
      ticks: [BACKGROUND_SYNC],
    },
  },
  {
    group: 'cancel',
    claim:
      'a migration is cancelled at any point and tried again, with a write and a background sync',
    isAfterSetup: true,
    scenario: {
      blocks: wordPath,
      vcpus: [[write(0, 0)]],
      ticks: [BACKGROUND_SYNC, CANCEL],
      migrations: 2,
    },
  },
];
