import type { Scenario } from './scenario.ts'
import { demo } from './scenarios/demo.ts'
import { deployRestart } from './scenarios/deploy-restart/deploy-restart.ts'
import { descriptorExhaustion } from './scenarios/descriptor-exhaustion/descriptor-exhaustion.ts'
import { leakAndStorm } from './scenarios/leak-and-storm/leak-and-storm.ts'
import { otaReboot } from './scenarios/ota-reboot/ota-reboot.ts'
import { calm } from './scenarios/quiet/calm.ts'
import { quietDay } from './scenarios/quiet/quiet-day.ts'
import { slowClients } from './scenarios/slow-clients/slow-clients.ts'
import { storm } from './scenarios/storm-on-fleet/storm.ts'

/** Everything `npm run lab` can do, in the order of its help. */
export const SCENARIOS: readonly Scenario[] = [
  demo,
  storm,
  calm,
  quietDay,
  descriptorExhaustion,
  leakAndStorm,
  otaReboot,
  slowClients,
  deployRestart,
]
