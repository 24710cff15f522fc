/** The names of the watched workers. */
export type WorkerName =
  'campaign' | 'corpus' | 'exploration' | 'fatality' | 'film' | 'flip' | 'open' | 'replay';
