import { PrometheusError, problemClause } from './problem.ts'
import { notExported, type Profile } from './profile.ts'
import { detectQuery, signalQuery, windowFor } from './profile-query.ts'
import type { InstantSample } from './prometheus-answer.ts'
import type { PrometheusClient } from './prometheus-client.ts'
import type { ScrapeInterval } from './scrape-interval.ts'

/** What one signal of a profile returns now. */
export type CheckedSignal = {
  signal: string
  result: 'values' | 'empty' | 'failed' | 'not-exported'
  /** For people: the values, or why there are none. */
  text: string
}
export type CheckedProfile = {
  profile: Profile
  instances: string[]
  windowMs: number
  signals: CheckedSignal[]
  /** Every signal that the profile claims could be evaluated. */
  ok: boolean
}

const SHOWN = 3

function sampleText({ labels, value }: InstantSample): string {
  const { instance = '', ...rest } = labels
  const more = Object.entries(rest).map(([name, text]) => `${name}=${text}`)
  const shown = value === null ? 'NaN' : Number(value.toPrecision(6)).toLocaleString('en')
  return `${instance}${more.length > 0 ? `{${more.join(',')}}` : ''} ${shown}`
}

async function checkSignal(
  client: PrometheusClient,
  profile: Profile,
  signal: string,
  windowMs: number,
): Promise<CheckedSignal> {
  const query = signalQuery(profile, signal, { windowMs })
  if (query === null)
    return { signal, result: 'failed', text: 'cannot be asked: the profile has no detect selector' }
  try {
    const { data } = await client.instant(query)
    if (data.length === 0)
      return {
        signal,
        result: 'empty',
        text: 'no series now (absent is not zero: it may begin with an event)',
      }
    const more = data.length > SHOWN ? `, and ${data.length - SHOWN} more` : ''
    return { signal, result: 'values', text: `${data.slice(0, SHOWN).map(sampleText).join(', ')}${more}` }
  } catch (error) {
    if (!(error instanceof PrometheusError)) throw error
    return { signal, result: 'failed', text: `Prometheus ${problemClause(error.problem)}` }
  }
}

/**
 * Asks a Prometheus for every signal of a profile, exactly as the dashboard does.
 * @throws {PrometheusError} when it cannot even be asked which instances run this server
 */
export async function checkProfile(
  client: PrometheusClient,
  profile: Profile,
  scrapeInterval: ScrapeInterval,
): Promise<CheckedProfile> {
  const detected = profile.detect.length === 0 ? [] : (await client.instant(detectQuery(profile))).data
  const windowMs = windowFor((await scrapeInterval(profile)).intervalMs)
  const asked: CheckedSignal[] = []
  for (const signal of Object.keys(profile.signals))
    asked.push(await checkSignal(client, profile, signal, windowMs))
  const unavailable = Object.keys(profile.unavailable).map(
    (signal): CheckedSignal => ({ signal, result: 'not-exported', text: notExported(profile, signal) }),
  )
  const instances = detected.map(sample => sample.labels.instance ?? '')
  return {
    profile,
    instances,
    windowMs,
    signals: [...asked, ...unavailable],
    ok: instances.length > 0 && asked.every(signal => signal.result !== 'failed'),
  }
}

const MARK: Record<CheckedSignal['result'], string> = {
  values: 'ok',
  empty: 'empty',
  failed: 'FAILED',
  'not-exported': '-',
}

/** The check as text for a terminal. */
export function checkedProfileText(checked: CheckedProfile, prometheus: string): string {
  const { profile, instances } = checked
  const width = Math.max(...checked.signals.map(signal => signal.signal.length), 6)
  const found =
    instances.length === 0
      ? `no instance found: none of ${profile.detect.join(', ') || '(no selector)'} has a series in ${prometheus}`
      : `${instances.length} found: ${instances.slice(0, 5).join(', ')}${instances.length > 5 ? ', …' : ''}`
  const lines = checked.signals.map(
    ({ signal, result, text }) => `  ${signal.padEnd(width)}  ${MARK[result].padEnd(6)}  ${text}`,
  )
  return [
    `${profile.id}: ${profile.title}`,
    `  ${found}`,
    `  rates over ${checked.windowMs / 1000} s`,
    ...lines,
  ].join('\n')
}
