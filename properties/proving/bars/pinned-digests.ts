/** Digests of seed `base`, by family, for 3,000 executions and for 300. */

export interface Pinned {
  readonly all: string;
  readonly few: string;
}

export const digests: Readonly<Record<string, Pinned>> = {
  precopy: { all: '5d323f2c93c1b0fe', few: '3ffee64dbdfb3b39' },
  retry: { all: '6475301d2769eb00', few: 'f8f290037143a2c2' },
  'hostile-link': { all: 'd29682aa8e72a38b', few: '45ab9152c741ce10' },
  soak: { all: 'c0c3b0916a32e479', few: 'a9a9b116a95921f1' },
  postcopy: { all: '53ac38602c361af3', few: '8ef2855042c836f9' },
  'postcopy-multi-vcpu': { all: '9e627b0776050000', few: '362e6fa059a54ebd' },
  cancel: { all: '2317121b047a2cf1', few: '38b20e728c9db40f' },
  'background-sync': { all: '1ebb5bfff95225e6', few: '12922f1785929da9' },
  preempt: { all: '96a42a1119db231b', few: '3563045cf2ee9f09' },
  'preempt-single-sender': { all: 'aa5554cd25b7e4f6', few: '98cbcd8249c2d265' },
  hints: { all: 'd9f2032c5a565678', few: '47485cb10e7112da' },
  'hints-with-postcopy': { all: 'a7c91a3b562e5928', few: 'a8f94cdfe1623dbf' },
  mixed: { all: 'ee2a24ff2929d366', few: 'f699c5f429aca087' },
};
