/** The terms of the ends of a migration. */
export const endsGlossary: Readonly<Record<string, string>> = {
  'device state': 'what the devices and virtual CPUs hold besides memory; it is sent last',
  quit: 'a process ends in order: it gives up its migration, and then stops its guest and its threads',
};
