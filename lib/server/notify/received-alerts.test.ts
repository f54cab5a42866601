import { parse } from '@stormdeck/protocol'
import { describe, expect, it } from 'vitest'
import { checkWebhook } from './check-webhook.ts'
import { nodeOfAlert, ReceivedAlertBook } from './received-alerts.ts'
import { type Webhook, webhookShape } from './webhook-shape.ts'

const nodes = [
  { id: 'ws-1', host: '10.0.0.1:9400' },
  { id: 'ws-2', host: '10.0.0.2:9400' },
  { id: 'ws-3', host: '10.0.0.2:9401' },
  { id: 'ws-4', host: '[fd00::1]:9400' },
  { id: 'haproxy:8405', host: null },
]
const minute = 60_000

function webhook(over: Partial<Webhook['alerts'][number]>, labels: Record<string, string> = {}) {
  const alert = {
    status: 'firing' as const,
    labels: { alertname: 'DiskFull', severity: 'warning', ...labels },
    annotations: { summary: 'The disk is full' },
    startsAt: '2026-11-01T10:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    fingerprint: 'f1',
    ...over,
  }
  return { version: '4' as const, alerts: [alert], dropped: 0 }
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
    expect(book.list(nodes, null, 0)).toEqual({ alerts: [], lastHeardAt: null, dropped: 0 })
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
    expect(book.list(nodes, null, 7)).toEqual({ alerts: [], lastHeardAt: 6, dropped: 0 })
  })

  const heard = (alerts: unknown[]) => {
    const parsed = parse(webhookShape, { version: '4', alerts })
    if (!parsed.ok) throw new Error(parsed.error)
    const book = new ReceivedAlertBook()
    book.take(parsed.value, 1_000)
    return book.list(nodes, null, 2_000)
  }
  const [good] = webhook({}).alerts

  it.each([
    ['a label name of 200 characters', { labels: { ...good?.labels, ['x'.repeat(200)]: 'y' } }],
    ['a hundred labels', { labels: { ...good?.labels, ...Object.fromEntries(Array(100).entries()) } }],
    ['an annotation that holds an escape', { annotations: { summary: 'a\u001b[31mb', runbook: '\u0000' } }],
    ['an annotation longer than a page', { annotations: { summary: 'x', notes: 'y'.repeat(100_000) } }],
    ['an annotation that is no text', { annotations: { summary: 'x', weight: 7 } }],
    ['a label called __proto__', { labels: JSON.parse('{"alertname":"a","__proto__":"b"}') }],
    ['no annotations', { annotations: undefined }],
  ])('are taken with %s', (_, over) => {
    expect(heard([{ ...good, ...over }])).toMatchObject({ alerts: [{ fingerprint: 'f1' }], dropped: 0 })
  })

  it('are taken without the control characters of somebody else', () => {
    expect(heard([{ ...good, annotations: { summary: 'a\u001b[31mb' } }]).alerts[0]?.summary).toBe(
      'a\ufffd[31mb',
    )
  })

  it.each([[null], [{ status: 'odd' }], [{ ...good, fingerprint: 7 }], [{ ...good, labels: 'none' }]])(
    'drops %j, counts it, and takes the others',
    odd =>
      expect(heard([odd, { ...good, fingerprint: 'f2' }])).toMatchObject({
        alerts: [{ fingerprint: 'f2' }],
        dropped: 1,
      }),
  )

  it('takes a thousand alerts of one message, and counts the rest', () => {
    const many = Array.from({ length: 1_200 }, (_, i) => ({ ...good, fingerprint: `f${i}` }))
    const { alerts, dropped } = heard(many)
    expect([alerts.length, dropped]).toEqual([1_000, 200])
  })

  it.each([{}, { version: '3', alerts: [] }, { version: '4', alerts: 'none' }])('refuses %j', message =>
    expect(parse(webhookShape, message).ok).toBe(false),
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
