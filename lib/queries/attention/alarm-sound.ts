const TONES_HZ = [660, 880]
const TONE_S = 0.18

let shared: AudioContext | null = null

/** One sound device for the life of the page; `null` where the browser has none. */
function device(): AudioContext | null {
  if (shared !== null) return shared
  try {
    shared = new AudioContext()
  } catch {
    // No sound device: title, icon and screen still say it.
  }
  return shared
}

/** Two short tones. Browsers stay silent until a person has touched the page; {@link watchSound} says so. */
export function playAlarm(): void {
  const audio = device()
  if (audio === null) return
  void resume(audio)
  TONES_HZ.forEach((hz, i) => {
    const start = audio.currentTime + i * TONE_S
    const oscillator = new OscillatorNode(audio, { frequency: hz })
    const gain = new GainNode(audio, { gain: 0.12 })
    oscillator.connect(gain).connect(audio.destination)
    oscillator.start(start)
    oscillator.stop(start + TONE_S)
  })
}

/**
 * Opens the sound device and tells whether this browser lets it sound, now and whenever that changes. The first touch of
 * the page allows it.
 * @returns stops watching
 */
export function watchSound(onChange: (blocked: boolean) => void): () => void {
  const audio = device()
  const tell = () => onChange(audio === null || audio.state !== 'running')
  const touch = () => {
    if (audio !== null) void resume(audio)
  }
  tell()
  touch()
  audio?.addEventListener('statechange', tell)
  addEventListener('pointerdown', touch)
  addEventListener('keydown', touch)
  return () => {
    audio?.removeEventListener('statechange', tell)
    removeEventListener('pointerdown', touch)
    removeEventListener('keydown', touch)
  }
}

/** Refused until somebody touches the page; that is no error of ours. */
async function resume(audio: AudioContext): Promise<void> {
  await audio.resume().catch(() => {})
}
