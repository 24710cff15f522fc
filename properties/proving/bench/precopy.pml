/*
 * The reference machine of `model/`, as far as precopy goes, in Promela: source, destination, link and
 * guest writer in one process, each action of the model one indivisible step. Written by hand from
 * the actions in `model/mechanisms/core/`, with the same names; nothing is generated from them, so
 * that equal numbers of states say something.
 *
 * How large the machine is comes from the command line: -DPAGES, -DWRITES, -DBACKGROUND_SYNCS,
 * -DRECORDS, -DSPLIT_READS, -DDEVICE, -DCUTS, -DRESENDS (see `model/configuration.ts`). Blocks and
 * host pages make no difference before the switch-over to postcopy.
 *
 * The state is what is declared here and not hidden. The process never leaves its loop, so it adds
 * no states of its own: SPIN's states are the machine's.
 */
#define UNLIMITED 255

#define IDLE 0
#define ACTIVE 1
#define STOPPED 2
#define COMPLETED 3
#define LANDED 6

#define NONE 0
#define LOGGED 1
#define PARKED 2
#define PENDING 3

#define ABSENT 0
#define CURRENT 1
#define STALE_ZERO 2
#define STALE_NONZERO 3

byte phase;
byte syncsAfterStop;
byte linkUp;
byte hand;
byte firstHalf;
byte unlogged;
byte writesLeft = WRITES;
byte backgroundSyncsLeft = BACKGROUND_SYNCS;
/* A page's cell: note in bits 0 and 1, the destination's copy in bits 2 and 3, zero in bit 4. */
byte cell[PAGES];
#if RECORDS > 0
byte records;
byte recordPage[RECORDS];
byte recordCopy[RECORDS];
#endif

/* Variables that a step needs only while it runs. */
hidden byte content;
hidden byte wasZero;

#define noteOf(p) (cell[p] & 3)
#define copyOf(p) ((cell[p] >> 2) & 3)
#define isZero(p) ((cell[p] >> 4) & 1)
#define setNote(p, value) cell[p] = (cell[p] & 28) | (value)
#define setCopy(p, value) cell[p] = (cell[p] & 19) | ((value) << 2)
#define setZero(p, value) cell[p] = (cell[p] & 15) | ((value) << 4)

/* Repeats an expression for each page. */
#if PAGES == 1
#define everyPage(holds) holds(0)
#define eachPage(what) what(0)
#define anyPage(options) options(0)
#elif PAGES == 2
#define everyPage(holds) (holds(0) && holds(1))
#define eachPage(what) what(0); what(1)
#define anyPage(options) options(0) options(1)
#elif PAGES == 3
#define everyPage(holds) (holds(0) && holds(1) && holds(2))
#define eachPage(what) what(0); what(1); what(2)
#define anyPage(options) options(0) options(1) options(2)
#elif PAGES == 8
#define everyPage(holds) \
  (holds(0) && holds(1) && holds(2) && holds(3) && holds(4) && holds(5) && holds(6) && holds(7))
#define eachPage(what) what(0); what(1); what(2); what(3); what(4); what(5); what(6); what(7)
#define anyPage(options) \
  options(0) options(1) options(2) options(3) options(4) options(5) options(6) options(7)
#endif

/* The source's content changes, so every copy of it ages. */
#define age(value, zero) \
  ((value) == CURRENT -> (wasZero -> STALE_ZERO : STALE_NONZERO) : \
    ((value) == STALE_ZERO && (zero) -> CURRENT : (value)))

#define ageRecord(p, zero, record) \
  if :: recordPage[record] == p -> recordCopy[record] = age(recordCopy[record], zero) :: else fi
/* A free place on the link counts as a record of page 0 with an absent copy, which does not age. */
#if RECORDS == 0
#define ageRecords(p, zero) skip
#elif RECORDS == 2
#define ageRecords(p, zero) ageRecord(p, zero, 0); ageRecord(p, zero, 1)
#endif

#if WRITES == UNLIMITED
#define mayWrite true
#define spendWrite skip
#else
#define mayWrite (writesLeft > 0)
#define spendWrite writesLeft--
#endif

#define store(p, zero) \
  spendWrite; \
  wasZero = isZero(p); \
  if \
  :: wasZero && zero \
  :: else -> \
    setZero(p, zero); \
    setCopy(p, age(copyOf(p), zero)); \
    if :: hand == p + 1 -> firstHalf = age(firstHalf, zero) :: else fi; \
    ageRecords(p, zero) \
  fi

/* The page is written and logged; without a migration the log is not used. */
#define owe(p) if :: phase != IDLE -> setNote(p, LOGGED) :: else fi

#define beginPage(p) cell[p] = (cell[p] & 16) | PENDING
#define park(p) if :: noteOf(p) == LOGGED -> setNote(p, PARKED) :: else fi
#define pend(p) if :: noteOf(p) != NONE -> setNote(p, PENDING) :: else fi
#define forget(p) cell[p] = cell[p] & 16

#if SPLIT_READS
#define contentRead (firstHalf == CURRENT -> CURRENT : STALE_NONZERO)
#else
#define contentRead CURRENT
#endif

#if RECORDS > 0
#define linkHasRoom (records < RECORDS)
#define isNothingOnItsWay (records == 0)
#define arrive(p, value) \
  recordPage[records] = p; \
  recordCopy[records] = value; \
  records++
#define clearLink \
  records = 0; recordPage[0] = 0; recordCopy[0] = 0; recordPage[1] = 0; recordCopy[1] = 0
#else
#define linkHasRoom true
#define isNothingOnItsWay true
#define arrive(p, value) setCopy(p, value)
#define clearLink skip
#endif

#define drop linkUp = 0; clearLink

/* The actions of one page. */
#define write(p) \
  :: d_step { phase <= ACTIVE && mayWrite -> owe(p); store(p, 0) } \
  :: d_step { phase <= ACTIVE && mayWrite -> owe(p); store(p, 1) }

#if DEVICE
#define deviceWrite(p) \
  :: d_step { phase <= ACTIVE && unlogged == 0 && mayWrite -> unlogged = p + 1; store(p, 0) } \
  :: d_step { phase <= ACTIVE && unlogged == 0 && mayWrite -> unlogged = p + 1; store(p, 1) } \
  :: d_step { unlogged == p + 1 -> unlogged = 0; owe(p) }
#else
#define deviceWrite(p)
#endif

#if RESENDS
#define isWanted(p) true
#else
#define isWanted(p) (noteOf(p) != NONE)
#endif

#define take(p) \
  :: d_step { (phase == ACTIVE || phase == STOPPED) && hand == 0 && isWanted(p) -> \
      hand = p + 1; setNote(p, NONE) }

#if SPLIT_READS
#define readHalf(p) :: d_step { hand == p + 1 && firstHalf == 0 -> firstHalf = CURRENT }
#define isRead (firstHalf != 0)
#else
#define readHalf(p)
#define isRead (firstHalf == 0)
#endif

#define send(p) \
  :: d_step { hand == p + 1 && isRead && linkHasRoom -> \
      content = contentRead; \
      hand = 0; \
      firstHalf = 0; \
      if :: linkUp -> arrive(p, content) :: else fi }

#define pageActions(p) write(p) deviceWrite(p) take(p) readHalf(p) send(p)

/* What must be true of every state. */
#define isCurrent(p, value) ((value) == CURRENT || ((value) == ABSENT && isZero(p)))
#if RECORDS == 2
#define newestOf(p) \
  (records == 2 && recordPage[1] == p -> recordCopy[1] : \
    (records >= 1 && recordPage[0] == p -> recordCopy[0] : copyOf(p)))
#else
#define newestOf(p) copyOf(p)
#endif
#define isNewestCurrent(p) isCurrent(p, newestOf(p))
#define isHereCurrent(p) isCurrent(p, copyOf(p))
#define isCovered(p) \
  (isNewestCurrent(p) || noteOf(p) != NONE || hand == p + 1 || unlogged == p + 1)
#define isSettled(p) (noteOf(p) == NONE || noteOf(p) == PENDING)
#define isUnderWay (phase == ACTIVE || phase == STOPPED)

#define invariant \
  ((!isUnderWay || linkUp == 0 || everyPage(isCovered)) && \
   (syncsAfterStop == 0 || everyPage(isSettled)) && \
   (phase != STOPPED || (syncsAfterStop <= 1 && unlogged == 0)) && \
   (phase != COMPLETED || everyPage(isNewestCurrent)) && \
   (phase != LANDED || everyPage(isHereCurrent)) && \
   (isUnderWay || hand == 0) && (firstHalf == 0 || hand != 0))

#define isNotOwed(p) (noteOf(p) == NONE)

active proctype machine() {
  do
  :: d_step { !invariant -> assert(false) }
  /* A state in which nothing can happen is an error, unless the migration has landed. */
  :: d_step { phase == LANDED -> skip }

  :: d_step { phase == IDLE ->
      phase = ACTIVE; syncsAfterStop = 0; linkUp = 1; eachPage(beginPage) }
#if BACKGROUND_SYNCS == UNLIMITED
  :: d_step { phase == ACTIVE -> eachPage(park) }
#else
  :: d_step { phase == ACTIVE && backgroundSyncsLeft > 0 ->
      backgroundSyncsLeft--; eachPage(park) }
#endif
  :: d_step { phase == ACTIVE || (phase == STOPPED && syncsAfterStop == 0) ->
      eachPage(pend);
      if :: phase == STOPPED -> syncsAfterStop = 1 :: else fi }
  anyPage(pageActions)
#if RECORDS > 0
  :: d_step { records > 0 ->
      setCopy(recordPage[0], recordCopy[0]);
      recordPage[0] = recordPage[1];
      recordCopy[0] = recordCopy[1];
      recordPage[1] = 0;
      recordCopy[1] = 0;
      records-- }
#endif
  :: d_step { phase == ACTIVE && unlogged == 0 -> phase = STOPPED }
  :: d_step { phase == STOPPED && hand == 0 && everyPage(isNotOwed) && linkUp -> phase = COMPLETED }
  :: d_step { phase == COMPLETED && isNothingOnItsWay -> phase = LANDED }
#if CUTS
  :: d_step { phase == ACTIVE || phase == STOPPED -> drop }
  :: d_step { (phase == ACTIVE || phase == STOPPED) && hand == 0 ->
      drop; eachPage(forget); syncsAfterStop = 0; phase = IDLE }
#endif
  od
}
