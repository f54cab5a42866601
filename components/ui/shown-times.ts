import { createContext } from 'react'
import { timesIn } from '@/lib/format/times.ts'

/** How parts that know no more than their props write moments: in the zone that was chosen, UTC without one. */
export const ShownTimes = createContext(timesIn('UTC'))
