import { spawnSync } from 'node:child_process'
import { fetchNode } from './fetch-node.mjs'

/** Lines of Node that the packages run on, besides the one that runs here. */
export const PACKAGE_NODES = ['20', '22']

/**
 * Fetches the Nodes that the packages are tested on.
 * @returns {Promise<string[]>} those that do not run here
 */
export async function ensureOtherNodes() {
  const missing = []
  for (const major of PACKAGE_NODES) {
    const { binary } = await fetchNode(major, `The packages are tested on Node ${major}, too`)
    const said = spawnSync(binary, ['--version'], { encoding: 'utf8' }).stdout ?? ''
    if (!said.startsWith(`v${major}.`)) missing.push(`Node ${major}`)
  }
  return missing
}
