import { type AttemptSeries, BUCKET_MS, BUCKETS_KEPT, BUCKETS_PER_SECOND } from '@stormdeck/protocol'

/** The columns of a bucket; the first four are what counts towards a storm. */
export const COLUMN = {
  firstTime: 0,
  reconnect: 1,
  early: 2,
  unknown: 3,
  planned: 4,
  accepted: 5,
  rejected: 6,
  closed: 7,
} as const
export type Column = (typeof COLUMN)[keyof typeof COLUMN]
/** How an attempt is classed when it arrives. */
export type AttemptClass = keyof typeof COLUMN & ('firstTime' | 'reconnect' | 'early' | 'unknown' | 'planned')

const COLUMNS = 8
const STORM_COLUMNS = 4
/** Columns below this are of attempts; those from it on are of what became of them. */
const OUTCOMES_FROM = COLUMN.accepted
/** Buckets that were changed after they had been read are sent again for this long, so that no reader misses it. */
const REVISED_FOR_MS = 10_000

/** Steps of the golden ratio lie evenly over a span for any number of them. */
const GOLDEN_RATIO = (Math.sqrt(5) - 1) / 2

/** What is known of a bucket: nothing, attempts that were dated into it later, everything. */
const UNSEEN = 0
const DATED = 1
const OBSERVED = 2

/**
 * One minute of attempts in buckets of 100 ms, exact, in constant memory. Times are milliseconds since the agent
 * started; one that lies before the newest bucket counts into it.
 *
 * A bucket in which neither `add` nor `touch` was called has not been observed: it reads `null`, never 0. Where
 * `addWithin` dated attempts into it, those can be read, and what became of attempts in it is still `null`.
 */
export class AttemptRing {
  readonly #counts = new Uint32Array(BUCKETS_KEPT * COLUMNS)
  readonly #known = new Uint8Array(BUCKETS_KEPT)
  #newest = 0
  #newestEndsMs = BUCKET_MS
  #lastSecond = 0
  #dated = 0
  #revisedFrom = Number.POSITIVE_INFINITY
  #revisedAtMs = Number.NEGATIVE_INFINITY

  constructor() {
    this.#known[0] = OBSERVED
  }

  /** Number of the newest bucket, counted from the start of the agent. */
  get newest(): number {
    return this.#newest
  }

  /** Attempts that count towards a storm in the newest ten buckets: more than 0.9 s, at most 1 s. */
  get lastSecond(): number {
    return this.#lastSecond
  }

  add(column: Column, atMs: number, count = 1): void {
    if (atMs >= this.#newestEndsMs) this.#advance(Math.floor(atMs / BUCKET_MS))
    const slot = this.#newest % BUCKETS_KEPT
    const cell = slot * COLUMNS + column
    this.#known[slot] = OBSERVED
    this.#counts[cell] = (this.#counts[cell] as number) + count
    if (column < STORM_COLUMNS) this.#lastSecond += count
  }

  /**
   * Counts an attempt that came at any moment from `fromMs` to `toMs`: into the bucket of that time that holds fewest,
   * so that many of them are spread as evenly as can be, and make no storm that they need not have been.
   * @param atMs now
   * @returns the end of that bucket, ms, and the largest second (ten buckets) that it is in
   */
  addWithin(column: Column, fromMs: number, atMs: number, toMs = atMs): { datedMs: number; second: number } {
    const oldest = Math.max(this.#newest - BUCKETS_KEPT + 1, 0)
    const last = Math.min(Math.max(Math.floor(toMs / BUCKET_MS), oldest), this.#newest)
    const first = Math.min(Math.max(Math.floor(fromMs / BUCKET_MS), oldest), last)
    const start = Math.floor(((this.#dated++ * GOLDEN_RATIO) % 1) * (last - first + 1))
    const bucket = this.#emptiest(first, last, start)
    const slot = bucket % BUCKETS_KEPT
    const cell = slot * COLUMNS + column
    this.#counts[cell] = (this.#counts[cell] as number) + 1
    if (this.#known[slot] === UNSEEN) this.#known[slot] = DATED
    if (column < STORM_COLUMNS && bucket > this.#newest - BUCKETS_PER_SECOND) this.#lastSecond++
    const stale = atMs - this.#revisedAtMs >= REVISED_FOR_MS
    this.#revisedFrom = stale ? bucket : Math.min(this.#revisedFrom, bucket)
    this.#revisedAtMs = atMs
    return { datedMs: Math.min((bucket + 1) * BUCKET_MS, atMs), second: this.#largestSecondWith(bucket) }
  }

  /** Says that the loop runs at `atMs`. Answers how many buckets were passed in which it did not. */
  touch(atMs: number): number {
    if (atMs < this.#newestEndsMs) return 0
    const before = this.#newest
    this.#advance(Math.floor(atMs / BUCKET_MS))
    return this.#newest - before - 1
  }

  /** Lets time go on to `atMs` without saying that anybody watches. */
  pass(atMs: number): void {
    if (atMs < this.#newestEndsMs) return
    this.#advance(Math.floor(atMs / BUCKET_MS), UNSEEN)
  }

  /** Says that all the time up to `atMs` has been watched, from outside of what is counted. */
  cover(atMs: number): void {
    const before = this.#newest
    this.touch(atMs)
    const first = Math.max(before, this.#newest - BUCKETS_KEPT) + 1
    for (let bucket = first; bucket < this.#newest; bucket++) this.#known[bucket % BUCKETS_KEPT] = OBSERVED
  }

  /**
   * Buckets from number `from` (the oldest kept, if that is gone) to the newest, which may still be filling. Begins
   * earlier while buckets before `from` have changed since they may have been read.
   */
  series(from: number, nowMs: number): AttemptSeries {
    const revised = from <= this.#newest && nowMs - this.#revisedAtMs < REVISED_FOR_MS
    const wanted = revised ? Math.min(from, this.#revisedFrom) : Math.min(from, this.#newest)
    const first = Math.max(0, this.#newest - BUCKETS_KEPT + 1, wanted)
    const column = (index: Column): (number | null)[] => {
      const values: (number | null)[] = []
      for (let bucket = first; bucket <= this.#newest; bucket++) {
        const slot = bucket % BUCKETS_KEPT
        const readable =
          this.#known[slot] === OBSERVED || (this.#known[slot] === DATED && index < OUTCOMES_FROM)
        values.push(readable ? (this.#counts[slot * COLUMNS + index] as number) : null)
      }
      return values
    }
    return {
      from: first,
      firstTime: column(COLUMN.firstTime),
      reconnect: column(COLUMN.reconnect),
      planned: column(COLUMN.planned),
      early: column(COLUMN.early),
      unknown: column(COLUMN.unknown),
      accepted: column(COLUMN.accepted),
      rejected: column(COLUMN.rejected),
      closed: column(COLUMN.closed),
      newestAgeMs: Math.min(Math.max(nowMs - this.#newest * BUCKET_MS, 0), BUCKET_MS),
    }
  }

  /** Sum of one column over the newest `buckets` buckets. */
  sum(column: Column, buckets: number): number {
    let total = 0
    for (
      let bucket = this.#newest;
      bucket >= 0 && bucket > this.#newest - Math.min(buckets, BUCKETS_KEPT);
      bucket--
    ) {
      total += this.#counts[(bucket % BUCKETS_KEPT) * COLUMNS + column] as number
    }
    return total
  }

  #advance(to: number, known: typeof UNSEEN | typeof OBSERVED = OBSERVED): void {
    if (to - this.#newest >= BUCKETS_KEPT) {
      this.#counts.fill(0)
      this.#known.fill(UNSEEN)
      this.#lastSecond = 0
    } else {
      for (let bucket = this.#newest + 1; bucket <= to; bucket++) this.#open(bucket)
    }
    this.#newest = to
    this.#newestEndsMs = (to + 1) * BUCKET_MS
    this.#known[to % BUCKETS_KEPT] = known
  }

  #open(bucket: number): void {
    if (bucket >= BUCKETS_PER_SECOND) this.#lastSecond -= this.#stormCount(bucket - BUCKETS_PER_SECOND)
    const slot = bucket % BUCKETS_KEPT
    this.#counts.fill(0, slot * COLUMNS, (slot + 1) * COLUMNS)
    this.#known[slot] = UNSEEN
  }

  /** From bucket `first` to `last` the one with the fewest attempts: the next from the `start`th on, going round. */
  #emptiest(first: number, last: number, start: number): number {
    const span = last - first + 1
    let best = first + start
    let fewest = this.#stormCount(best)
    for (let step = 1; step < span && fewest > 0; step++) {
      const bucket = first + ((start + step) % span)
      const count = this.#stormCount(bucket)
      if (count >= fewest) continue
      fewest = count
      best = bucket
    }
    return best
  }

  #largestSecondWith(bucket: number): number {
    const oldest = Math.max(0, this.#newest - BUCKETS_KEPT + 1, bucket - BUCKETS_PER_SECOND + 1)
    let inside = 0
    let largest = 0
    for (let end = oldest; end < bucket + BUCKETS_PER_SECOND && end <= this.#newest; end++) {
      inside += this.#stormCount(end)
      if (end - BUCKETS_PER_SECOND >= oldest) inside -= this.#stormCount(end - BUCKETS_PER_SECOND)
      if (end >= bucket) largest = Math.max(largest, inside)
    }
    return largest
  }

  #stormCount(bucket: number): number {
    const base = (bucket % BUCKETS_KEPT) * COLUMNS
    let total = 0
    for (let column = 0; column < STORM_COLUMNS; column++) total += this.#counts[base + column] as number
    return total
  }
}
