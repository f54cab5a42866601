import { StrictMode, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { useDeck } from '../../packages/client/src/react.ts'

function Live({ url }: { url: string }) {
  const [last, setLast] = useState('nothing yet')
  const { state, send } = useDeck(url, { onMessage: ({ data }) => setLast(String(data)) })
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
  const [url, setUrl] = useState<string | null>('/live')
  return (
    <>
      {url && <Live url={url} />}
      <button type="button" onClick={() => setUrl('/other')}>
        Other
      </button>
      <button type="button" onClick={() => setUrl(null)}>
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
