import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'
import { WholeWords } from './whole-words.tsx'

test('a name with a hyphen is one word, and the text stays the same', () => {
  const text = 'tier 2 on ws-1 and eu-west-7, tier 1 on api'
  const html = renderToStaticMarkup(<WholeWords text={text} />)
  expect(html.match(/<span[^>]*>[^<]*/g)?.map(span => span.replace(/<[^>]*>/, ''))).toEqual([
    'ws-1',
    'eu-west-7,',
  ])
  expect(html.replace(/<[^>]*>/g, '')).toBe(text)
})
