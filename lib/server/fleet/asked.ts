import { AgentReadError } from '../collector/agent-read-error.ts'
import { PrometheusSentence } from '../prometheus/problem.ts'

export type Asked<T> = { value: T | null; problem: string | null }

/** What was answered, or a sentence; nobody to ask is neither. */
export async function asked<T>(answer: Promise<T | null> | undefined): Promise<Asked<T>> {
  try {
    return { value: (await answer) ?? null, problem: null }
  } catch (error) {
    if (error instanceof AgentReadError || error instanceof PrometheusSentence)
      return { value: null, problem: error.message }
    return { value: null, problem: 'It could not be read; the log of the dashboard says why.' }
  }
}
