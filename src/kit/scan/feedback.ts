/** How a scan ended: come in, look at the screen, stop. */
export type Feedback = 'ok' | 'warn' | 'stop'

interface Signal {
  /** Frequency in Hz (0 for silence) and length in milliseconds. */
  notes: readonly (readonly [hertz: number, ms: number])[]
  wave: OscillatorType
  /** Milliseconds on, off, on … */
  vibration: number[]
}

/** Told apart by rhythm, not by pitch alone: one short rise, two equal beats, one long low tone. */
const SIGNALS: Readonly<Record<Feedback, Signal>> = {
  ok: {
    notes: [
      [880, 70],
      [1320, 110],
    ],
    wave: 'sine',
    vibration: [60],
  },
  warn: {
    notes: [
      [660, 130],
      [0, 90],
      [660, 130],
    ],
    wave: 'triangle',
    vibration: [120, 90, 120],
  },
  stop: { notes: [[196, 600]], wave: 'square', vibration: [500] },
}

const VOLUME = 0.25
/** Each note fades in and out for so long, or the loudspeaker clicks. Seconds. */
const FADE = 0.008

let sound: AudioContext | undefined

/** Makes sound possible: browsers allow it only from a tap. Harmless to call again. */
export function unlockSound(): void {
  if (typeof AudioContext === 'undefined') return
  sound ??= new AudioContext()
  if (sound.state !== 'running') sound.resume().catch(() => {})
}

function play(context: AudioContext, { notes, wave }: Signal): void {
  let at = context.currentTime + 0.01
  for (const [hertz, ms] of notes) {
    const end = at + ms / 1000
    if (hertz > 0) {
      const volume = new GainNode(context, { gain: 0 })
      const tone = new OscillatorNode(context, { type: wave, frequency: hertz })
      volume.gain.setValueAtTime(0, at).linearRampToValueAtTime(VOLUME, at + FADE)
      volume.gain.setValueAtTime(VOLUME, end - FADE).linearRampToValueAtTime(0, end)
      tone.connect(volume).connect(context.destination)
      tone.start(at)
      tone.stop(end)
    }
    at = end
  }
}

/** Sound and vibration for the result of a scan, so that a guard need not look down. Silent where neither is allowed. */
export function feedback(kind: Feedback): void {
  unlockSound()
  if (sound?.state === 'running') play(sound, SIGNALS[kind])
  navigator.vibrate?.(SIGNALS[kind].vibration)
}
