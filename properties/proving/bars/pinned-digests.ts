/** Digests of seed `base`, by family, for 3,000 executions and for 300. */

export interface Pinned {
  readonly all: string;
  readonly few: string;
}

export const digests: Readonly<Record<string, Pinned>> = {
  precopy: { all: '48c90e38f37142ae', few: '11cea2ab500d2962' },
  retry: { all: '01fb1363d7928c93', few: '87c74c0ba92701fb' },
  'hostile-link': { all: 'aaa1e5db97a79290', few: '3340a623652edc00' },
  'used-destination': { all: 'ead3e0c8434f758b', few: 'ae5e47185b5bcd9f' },
  'there-and-back': { all: '0575767b449dfae6', few: 'd4209383496e52ac' },
  large: { all: 'a5882e3d7bfb6650', few: '230fbea6ea64a3be' },
  soak: { all: '3a33c72348e5ce16', few: '6412135c21b06099' },
  postcopy: { all: '30894e0ff1b2b49e', few: '89c29799fbd8816d' },
  'postcopy-multi-vcpu': { all: '3dffceeb4130d354', few: '5e8fa337a1cfa198' },
  cancel: { all: '4d292aa39f011a9e', few: '70a7bb9b1289d0af' },
  'large-postcopy': { all: 'bbb49d363f924f39', few: '4d35f2d080467bec' },
  'background-sync': { all: 'dee6a08d96749d58', few: '17d36d0c50429a30' },
  preempt: { all: '488d9fcd79d54008', few: 'd12406ea58cb2bcf' },
  'preempt-single-sender': { all: '1bf1605b6759f50f', few: 'e7d3323dd36dec8a' },
  'last-moments': { all: '3d0cdc6f41b7b338', few: '3583bcc3566ab7d7' },
  'hostile-peer': { all: '7c1bd1f0c8432639', few: '0921c581f1237f85' },
  crowd: { all: '0d4518823ca1b2fd', few: '7f7bf3f0709bd288' },
  hints: { all: 'b4bb8efac7d33430', few: 'ee6e91485be8e132' },
  'hints-with-postcopy': { all: 'aa2386aa8aff9f62', few: '92827779377893e8' },
  recovery: { all: 'dc731117ab46d951', few: '2043ef13123586cb' },
  'recovery-preempt': { all: 'd51aaef6a04c3835', few: '9f97807fb4015775' },
  userfaultfd: { all: 'e17cff0eaf494a39', few: 'a4fd6bde4569db4c' },
  ends: { all: '2af52864d738ff62', few: 'de830782b5952dab' },
  mixed: { all: '9c34904d3a4a0615', few: '1cf8e96a08ffe254' },
};
