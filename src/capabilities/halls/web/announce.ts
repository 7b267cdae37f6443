/** What is said when a number is called: a chime, then the words where the machine has a Vietnamese voice. */

const NOTES = [
  [784, 0, 0.35],
  [622, 0.38, 0.6],
] as const
const VOLUME = 0.3
const GAP_MS = 1100
const FADE = 0.02

let sound: AudioContext | undefined

/** Browsers allow sound only after a touch; a hall's machine may be started with it allowed. */
export function unlock(): void {
  if (typeof AudioContext === 'undefined') return
  sound ??= new AudioContext()
  if (sound.state !== 'running') sound.resume().catch(() => {})
}
export const mayBeHeard = (): boolean => sound?.state === 'running'

function chime(context: AudioContext): void {
  const now = context.currentTime + 0.02
  for (const [hertz, after, long] of NOTES) {
    const volume = new GainNode(context, { gain: 0 })
    const tone = new OscillatorNode(context, { type: 'sine', frequency: hertz })
    volume.gain
      .setValueAtTime(0, now + after)
      .linearRampToValueAtTime(VOLUME, now + after + FADE)
      .exponentialRampToValueAtTime(0.001, now + after + long)
    tone.connect(volume).connect(context.destination)
    tone.start(now + after)
    tone.stop(now + after + long)
  }
}

const voice = (lang: string) =>
  globalThis.speechSynthesis?.getVoices().find(one => one.lang.toLowerCase().startsWith(lang))

function speak(words: string, lang: string): Promise<void> {
  const found = voice(lang)
  if (!found) return Promise.resolve()
  return new Promise(done => {
    const said = new SpeechSynthesisUtterance(words)
    said.voice = found
    said.lang = found.lang
    said.rate = 0.9
    said.onend = () => done()
    said.onerror = () => done()
    speechSynthesis.speak(said)
  })
}

let last: Promise<void> = Promise.resolve()

/** One after another, however many counters call at once. */
export function announce(words: string, lang: string): void {
  last = last.then(async () => {
    if (sound?.state !== 'running') return
    chime(sound)
    await new Promise(done => setTimeout(done, GAP_MS))
    await speak(words, lang)
  })
}

/** `A001` as it is said: letter, then digit by digit, so that nobody mishears it. */
export const spoken = (label: string): string => [...label].join(' ')

interface Calling {
  readonly number: number
  readonly label: string | null
  readonly calls: number
}

/** Who was called since the page looked last: at a counter another number, or the same once more. */
export function newCalls<T extends Calling>(before: readonly T[] | undefined, now: readonly T[]): T[] {
  if (!before) return []
  return now.filter(counter => {
    if (counter.label === null) return false
    const old = before.find(one => one.number === counter.number)
    return old?.label !== counter.label || old.calls < counter.calls
  })
}
