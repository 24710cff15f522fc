/** Digests of seed `base`, by family, for 3,000 executions and for 300. */

export interface Pinned {
  readonly all: string;
  readonly few: string;
}

export const digests: Readonly<Record<string, Pinned>> = {
  precopy: { all: '48c90e38f37142ae', few: '11cea2ab500d2962' },
  retry: { all: 'b1a1b1d2f80d5441', few: 'd502283f9bf9564d' },
  'hostile-link': { all: 'ccdf3f88233ffdf7', few: '951980ea5e0aa056' },
  soak: { all: '3a33c72348e5ce16', few: '6412135c21b06099' },
  postcopy: { all: '01ebd0e0ac49796b', few: '3af906f789389cea' },
  'postcopy-multi-vcpu': { all: '9b834762ed861363', few: '7463cff05ad89a07' },
  cancel: { all: '56f686f661f7cc60', few: 'c0827ec9b2c45240' },
  'background-sync': { all: 'dee6a08d96749d58', few: '17d36d0c50429a30' },
  preempt: { all: '762dcecf3e56d055', few: '9c0c29ead4b1741d' },
  'preempt-single-sender': { all: '442f055a257b5d60', few: 'edb8efddd36113f0' },
  hints: { all: '6b8403668d84beb7', few: '092c85e408409688' },
  'hints-with-postcopy': { all: '4f08d51148a9b76d', few: '513546a671bd0039' },
  'used-destination': { all: 'd1f52f885eb3446c', few: 'd8105af88c6a664e' },
  'there-and-back': { all: '31255b0eb38ba247', few: '6fdd825adac9bcfa' },
  large: { all: 'a5882e3d7bfb6650', few: '230fbea6ea64a3be' },
  'large-postcopy': { all: 'a4a582290bfcb7ec', few: 'f7884cf98cecc4ac' },
  crowd: { all: '18bc188bbc2af776', few: '9a506745bd9a1fb4' },
  'last-moments': { all: '9dd75f49ffeee5e9', few: 'f7feb4ddc92d5add' },
  'hostile-peer': { all: '3a110b0e8ba40111', few: 'caeedab6e471920b' },
  recovery: { all: '19f5c7ec41c0aa26', few: 'eb5c4da69e721406' },
  'recovery-preempt': { all: 'a8f13435c12764c8', few: '73e6be4b9d3a0a0d' },
  mixed: { all: 'a90a497de25377ef', few: 'e275ea3a1f22d273' },
};
