import type { HostJoins } from '../../contract/host-joins.ts'
import type { Runtime } from '../runtime/runtime-parts.ts'
import { asked } from './asked.ts'

/** Which exporter stands for the machine under each node, or why none does; asked for now. */
export const readHostJoins = ({ prometheus }: Pick<Runtime, 'prometheus'>): Promise<HostJoins> =>
  asked(prometheus?.hosts())
