import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { builtInProfiles } from '../lib/server/prometheus/built-in-profiles.ts'
import { checkedProfileText, checkProfile } from '../lib/server/prometheus/check-profile.ts'
import { parseUserProfile } from '../lib/server/prometheus/load-profiles.ts'
import { PrometheusError, problemSentence } from '../lib/server/prometheus/problem.ts'
import { createPrometheusClient } from '../lib/server/prometheus/prometheus-client.ts'
import { prometheusConfigSchema } from '../lib/server/prometheus/prometheus-config.ts'
import { createScrapeInterval } from '../lib/server/prometheus/scrape-interval.ts'

const HELP = `usage: npm run check-profile -- FILE-OR-ID --prometheus URL [options]

Prints what each signal of a profile returns now, asked exactly as the dashboard asks.
FILE-OR-ID  a YAML file with a profile of yours, or the id of one that ships (docs/profiles.md)

  --prometheus URL            base address of Prometheus, e.g. http://127.0.0.1:9090
  --scrape-interval SECONDS   left out: asked of Prometheus
  --bearer-token-file FILE    --ca-file FILE    --tenant NAME
  --user NAME --password-file FILE              basic auth instead of a token

Ends with 0 when instances were found and every signal could be evaluated.
`

function giveUp(sentence: string): never {
  process.stderr.write(`${sentence}\n`)
  process.exit(2)
}

function profileOf(name: string) {
  const known = builtInProfiles()
  if (existsSync(name)) return parseUserProfile(readFileSync(name, 'utf8'), name, known)
  const shipped = known.find(profile => profile.id === name)
  return (
    shipped ??
    giveUp(`${name} is neither a file nor a profile that ships (${known.map(p => p.id).join(', ')}).`)
  )
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      prometheus: { type: 'string' },
      'scrape-interval': { type: 'string' },
      'bearer-token-file': { type: 'string' },
      'ca-file': { type: 'string' },
      tenant: { type: 'string' },
      user: { type: 'string' },
      'password-file': { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
  })
  const [name] = positionals
  if (values.help || name === undefined || values.prometheus === undefined) {
    process.stdout.write(HELP)
    process.exit(values.help ? 0 : 2)
  }
  const { user, 'password-file': passwordFile } = values
  const config = prometheusConfigSchema.safeParse({
    url: values.prometheus,
    bearerTokenFile: values['bearer-token-file'],
    basicAuth:
      user === undefined && passwordFile === undefined ? undefined : { username: user, passwordFile },
    caFile: values['ca-file'],
    tenant: values.tenant,
    scrapeIntervalSeconds:
      values['scrape-interval'] === undefined ? undefined : Number(values['scrape-interval']),
  })
  if (!config.success)
    giveUp(config.error.issues.map(issue => `${issue.path.join('.')} ${issue.message}`).join('\n'))
  const profile = profileOf(name)
  const client = createPrometheusClient(config.data)
  const scrapeInterval = createScrapeInterval(client, config.data.scrapeIntervalSeconds)
  const checked = await checkProfile(client, profile, scrapeInterval).finally(() => client.close())
  process.stdout.write(`${checkedProfileText(checked, client.name)}\n`)
  process.exitCode = checked.ok ? 0 : 1
}

main().catch(error => {
  const url = process.argv[process.argv.indexOf('--prometheus') + 1] ?? ''
  giveUp(error instanceof PrometheusError ? problemSentence(error.problem, url) : (error as Error).message)
})
