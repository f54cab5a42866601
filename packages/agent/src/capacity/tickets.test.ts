import { expect, test } from 'vitest'
import { Tickets } from './tickets.ts'

test('Q3: a ticket makes a planned return of its bearer once per node, in its time, in its group', () => {
  let wallMs = 1_700_000_000_000
  const node = (group = 'eu', key = 'secret') => new Tickets(group, key, () => wallMs)
  const { ticket } = node().issue('ana', 5_000, 10_000)
  const here = node()
  expect(here.redeem(ticket, 'ana', null)).toBe(false)
  wallMs += 6_000
  expect(node('us').redeem(ticket, 'ana', null)).toBe(false)
  expect(node('eu', 'other').redeem(ticket, 'ana', null)).toBe(false)
  expect(here.redeem(`${ticket}A`, 'ana', null)).toBe(false)
  expect(here.redeem('x.y', 'ana', null)).toBe(false)
  expect(here.redeem(ticket, 'bob', null)).toBe(false)
  expect(here.redeem(ticket, null, null)).toBe(false)
  expect(here.redeem(ticket, 'ana', null)).toBe(true)
  expect(here.redeem(ticket, 'ana', null)).toBe(false)
  expect(node().redeem(ticket, 'ana', null)).toBe(true)
  wallMs += 10_000
  expect(node().redeem(ticket, 'ana', null)).toBe(false)
})

test('Q3: in one second no more returns are planned than the node can accept, or half of what is a storm', () => {
  let wallMs = 1_700_000_000_000
  const tickets = new Tickets('eu', 'secret', () => wallMs)
  const plannedOf = (count: number, perSecond: number | null) =>
    Array.from({ length: count }, () =>
      tickets.redeem(tickets.issue('s', 0, 10_000).ticket, 's', perSecond),
    ).filter(Boolean).length
  expect(plannedOf(20, 5)).toBe(5)
  wallMs += 1_000
  expect(plannedOf(200, null)).toBe(50)
})

test('Q3: workers of a cluster that know no capacity share what one node would take as planned', () => {
  const tickets = new Tickets('eu', 'secret', () => 1_700_000_000_000)
  tickets.workers = 4
  const redeem = () => tickets.redeem(tickets.issue('s', 0, 10_000).ticket, 's', null)
  expect(Array.from({ length: 50 }, redeem).filter(Boolean)).toHaveLength(12)
})

test('Q3: however many were used, none counts twice while it lasts', () => {
  let wallMs = 1_700_000_000_000
  const tickets = new Tickets('eu', 'secret', () => wallMs, 100)
  const redeem = (ticket: string) => tickets.redeem(ticket, 's', 1_000)
  const first = tickets.issue('s', 0, 60_000).ticket
  expect(redeem(first)).toBe(true)
  for (let n = 1; n < 100; n++) expect(redeem(tickets.issue('s', 0, 30_000).ticket)).toBe(true)
  const late = tickets.issue('s', 0, 60_000).ticket
  expect(redeem(late)).toBe(false)
  wallMs += 1_000
  expect(redeem(first)).toBe(false)
  wallMs += 31_000
  expect(redeem(late)).toBe(true)
  expect(redeem(first)).toBe(false)
})
