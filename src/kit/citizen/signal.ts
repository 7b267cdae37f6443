import type { Tone } from '../tone.ts'

/** What the guard hears and feels without looking: two rising notes let in, three low ones stop. */
const NOTES: Readonly<Record<Tone, readonly number[]>> = {
  green: [660, 990],
  yellow: [590, 590],
  orange: [330, 330, 330],
  red: [220, 220, 220],
  none: [440],
}
const BUZZ: Readonly<Record<Tone, number[]>> = {
  green: [80],
  yellow: [120, 80, 120],
  orange: [250, 100, 250],
  red: [300, 100, 300, 100, 300],
  none: [160],
}
const NOTE_S = 0.13

let audio: AudioContext | undefined

/** Call from a tap: browsers let a page make sounds only after one. */
export function readySignal(): void {
  audio ??= typeof AudioContext === 'function' ? new AudioContext() : undefined
  void audio?.resume()
}

export function signal(tone: Tone): void {
  navigator.vibrate?.(BUZZ[tone])
  if (audio?.state !== 'running') return
  for (const [i, hertz] of NOTES[tone].entries()) {
    const at = audio.currentTime + i * (NOTE_S + 0.04)
    const note = audio.createOscillator()
    const volume = audio.createGain()
    note.frequency.value = hertz
    volume.gain.setValueAtTime(0.25, at)
    volume.gain.exponentialRampToValueAtTime(0.001, at + NOTE_S)
    note.connect(volume).connect(audio.destination)
    note.start(at)
    note.stop(at + NOTE_S)
  }
}
