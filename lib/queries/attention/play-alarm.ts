const TONES_HZ = [660, 880]
const TONE_S = 0.18

/** Two short tones. Browsers stay silent until a person has touched the page; that is theirs to decide. */
export function playAlarm(): void {
  try {
    const audio = new AudioContext()
    TONES_HZ.forEach((hz, i) => {
      const start = audio.currentTime + i * TONE_S
      const oscillator = new OscillatorNode(audio, { frequency: hz })
      const gain = new GainNode(audio, { gain: 0.12 })
      oscillator.connect(gain).connect(audio.destination)
      oscillator.start(start)
      oscillator.stop(start + TONE_S)
    })
    setTimeout(() => void audio.close(), 1_000)
  } catch {
    // No sound device, or none allowed: title, icon and screen still say it.
  }
}
