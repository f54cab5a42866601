import { StrictMode, useEffect, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { useDeck } from '../../packages/client/src/react.ts'

function Live({ url }: { url: string | null }) {
  const [last, setLast] = useState('nothing yet')
  const { state, send, retry, refresh } = useDeck(url, { onMessage: ({ data }) => setLast(String(data)) })
  const functions = useRef(new Set<unknown>())
  useEffect(() => {
    for (const one of [send, retry, refresh]) functions.current.add(one)
    document.title = `${functions.current.size} functions`
  })
  return (
    <>
      <output>{`${state.phase}, tier ${state.tier ?? 'unknown'}`}</output>
      <p>{last}</p>
      <button type="button" onClick={() => setLast(send('from the page'))}>
        Send
      </button>
    </>
  )
}

function App() {
  const [url, setUrl] = useState<string | null | undefined>('/live')
  return (
    <>
      {url !== undefined && <Live url={url} />}
      <button type="button" onClick={() => setUrl('/other')}>
        Other
      </button>
      <button type="button" onClick={() => setUrl(null)}>
        Pause
      </button>
      <button type="button" onClick={() => setUrl(undefined)}>
        Leave
      </button>
    </>
  )
}

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
