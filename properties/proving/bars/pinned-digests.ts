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
  'used-destination': { all: '20dee5eb4420f7ba', few: 'd22dbdcb08683d0a' },
  'there-and-back': { all: 'ead2f3cd756e812b', few: '88d6f098407be202' },
  large: { all: '1a49141b6ef05382', few: '81c46c3ae1a2f212' },
  'large-postcopy': { all: '179aeb611bc34704', few: '69f00d606aa6343a' },
  crowd: { all: '6fa8f3ebce4b696c', few: '6b8f089ea1dd9500' },
  mixed: { all: 'fa207ce8f385608e', few: 'd392686aac62f127' },
};
