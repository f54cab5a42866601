import { type Infer, parse } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { checkWebhook } from './check-webhook.ts'
import { nodeOfAlert, ReceivedAlertBook } from './received-alerts.ts'
import { webhookShape } from './webhook-shape.ts'

const nodes = [
  { id: 'ws-1', host: '10.0.0.1:9400' },
  { id: 'ws-2', host: '10.0.0.2:9400' },
  { id: 'ws-3', host: '10.0.0.2:9401' },
  { id: 'ws-4', host: '[fd00::1]:9400' },
  { id: 'haproxy:8405', host: null },
]
const minute = 60_000

function webhook(
  over: Partial<Infer<typeof webhookShape>['alerts'][number]>,
  labels: Record<string, string> = {},
) {
  const alert = {
    status: 'firing' as const,
    labels: { alertname: 'DiskFull', severity: 'warning', ...labels },
    annotations: { summary: 'The disk is full' },
    startsAt: '2026-11-01T10:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'f1',
    ...over,
  }
  return { version: '4' as const, alerts: [alert] }
}

describe('alerts of an Alertmanager', () => {
  it.each([
    [{ node: 'ws-2' }, 'ws-2'],
    [{ instance: '10.0.0.1:9400' }, 'ws-1'],
    [{ instance: '10.0.0.1:9100' }, 'ws-1'],
    [{ instance: 'haproxy:8405' }, 'haproxy:8405'],
    [{ instance: '10.0.0.2:9401' }, 'ws-3'],
    [{ instance: '[fd00::1]:9100' }, 'ws-4'],
    [{ instance: 'fd00::1' }, 'ws-4'],
    [{ instance: 'fd00::2' }, null],
    [{ instance: '10.0.0.2:9100' }, null],
    [{ instance: '10.0.0.9:9100' }, null],
    [{}, null],
  ])('with %j concerns %s', (labels: { node?: string; instance?: string }, node) => {
    expect(nodeOfAlert({ nodeLabel: labels.node ?? null, instance: labels.instance ?? null }, nodes)).toBe(
      node,
    )
  })

  it('fires until it is resolved, then shows as ended for a while', () => {
    const book = new ReceivedAlertBook()
    expect(book.list(nodes, null, 0)).toEqual({ alerts: [], lastHeardAt: null })
    book.take(webhook({}, { node: 'ws-1' }), 1_000)
    expect(book.list(nodes, 'ws-1', 2_000).alerts).toMatchObject([
      { name: 'DiskFull', severity: 'warning', summary: 'The disk is full', endsAt: null, heardAt: 1_000 },
    ])
    expect(book.list(nodes, 'ws-2', 2_000).alerts).toEqual([])
    book.take(webhook({ status: 'resolved', endsAt: '2026-11-01T10:05:00Z' }, { node: 'ws-1' }), minute)
    expect(book.list(nodes, 'ws-1', minute).alerts[0]?.endsAt).toBe(Date.parse('2026-11-01T10:05:00Z'))
    expect(book.list(nodes, 'ws-1', 17 * minute).alerts).toEqual([])
  })

  it('with a severity of any name is an alert, and a long annotation costs nothing', () => {
    const message = webhook(
      { annotations: { summary: 'x'.repeat(5_000) } },
      { severity: 'constructor', node: 'ws-1' },
    )
    const parsed = parse(webhookShape, message)
    if (!parsed.ok) throw new Error(parsed.error)
    const book = new ReceivedAlertBook()
    book.take(parsed.value, 1_000)
    const [alert] = book.list(nodes, 'ws-1', 2_000).alerts
    expect(alert?.severity).toBe('info')
    expect(alert?.summary).toHaveLength(400)
  })

  it('for a node with a name longer than any belongs to none', () => {
    const book = new ReceivedAlertBook()
    book.take(webhook({}, { node: 'ws-1'.padEnd(60_000, 'x') }), 1_000)
    expect(book.list(nodes, 'ws-1', 2_000).alerts).toEqual([])
    expect(book.list(nodes, null, 2_000).alerts).toHaveLength(1)
  })

  it('puts what is firing and critical first, and is bounded', () => {
    const book = new ReceivedAlertBook()
    for (let i = 0; i < 3_000; i++)
      book.take(webhook({ fingerprint: `f${i}` }, { severity: i === 2_999 ? 'critical' : 'warning' }), i)
    const { alerts } = book.list(nodes, null, 3_000)
    expect(alerts).toHaveLength(2_000)
    expect(alerts[0]).toMatchObject({ severity: 'critical', fingerprint: 'f2999' })
  })

  it('hears the dead man and our own storms, and does not show them', () => {
    const book = new ReceivedAlertBook()
    book.take(webhook({}, { alertname: 'StormdeckDeadMan' }), 5)
    book.take(webhook({}, { source: 'stormdeck' }), 6)
    expect(book.list(nodes, null, 7)).toEqual({ alerts: [], lastHeardAt: 6 })
  })

  it.each([{}, { version: '3', alerts: [] }, { version: '4', alerts: [{ status: 'odd' }] }])(
    'refuses %j',
    message => expect(parse(webhookShape, message).ok).toBe(false),
  )

  it('takes no message from a browser, none without the token, and JSON only', () => {
    const ask = (headers: Record<string, string>) =>
      new Request('http://a/api/alerts', { method: 'POST', headers })
    const json = { 'content-type': 'application/json' }
    expect(() => checkWebhook(ask(json), null)).not.toThrow()
    expect(() => checkWebhook(ask({ ...json, authorization: 'Bearer t' }), 't')).not.toThrow()
    expect(() => checkWebhook(ask({ ...json, origin: 'http://a' }), null)).toThrow(/not from a browser/)
    expect(() => checkWebhook(ask({ ...json, 'sec-fetch-site': 'same-origin' }), null)).toThrow(/browser/)
    expect(() => checkWebhook(ask({ 'content-type': 'text/plain' }), null)).toThrow(/application\/json/)
    expect(() => checkWebhook(ask(json), 't')).toThrow(/receiverTokenFile/)
    expect(() => checkWebhook(ask({ ...json, authorization: 'Bearer u' }), 't')).toThrow(/receiverTokenFile/)
  })
})
