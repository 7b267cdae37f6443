import { Problem } from '#core/problem.ts'
import { unlockSound } from './feedback.ts'
import { sightings } from './frames.ts'
import { cameraProblem } from './problems.ts'
import { openReader, type ScanFormat, type VideoReader } from './reader.ts'

export interface ScannerOptions {
  formats?: readonly ScanFormat[]
  /** The same code counts again after it was out of view for so long. */
  awayMs?: number
  /** Least time between two looks: keeps the phone cool. */
  restMs?: number
  camera?: 'environment' | 'user'
  /** The camera went away by itself: another app took it, or it was unplugged. */
  onLost?: (problem: Problem) => void
}

export interface Scanner {
  /**
   * Opens the camera and begins to read; call it from a tap, so that sound is allowed. Rejects with a `Problem`:
   * scan.insecure, scan.camera-refused, scan.no-camera, scan.camera-busy, scan.camera-failed, scan.reader-missing.
   */
  start(): Promise<void>
  /** Closes the camera. May be called at any time, also while starting. */
  stop(): void
  /** Goes on showing the camera without reading, while an answer is on the screen. */
  hold(on: boolean): void
  /** What is in view counts as new again: the question has changed, not the code. */
  forget(): void
  /** The lamp; answers whether the phone has one and obeyed. */
  torch(on: boolean): Promise<boolean>
}

/** What browsers know and the standard library's types do not. */
type CameraConstraints = MediaTrackConstraintSet & { torch?: boolean; focusMode?: 'continuous' }
type CameraCapabilities = MediaTrackCapabilities & { torch?: boolean; focusMode?: string[] }

const ask = (track: MediaStreamTrack, constraint: CameraConstraints) =>
  track.applyConstraints({ advanced: [constraint] }).then(
    () => true,
    () => false,
  )

const capabilitiesOf = (track: MediaStreamTrack): CameraCapabilities => track.getCapabilities?.() ?? {}

async function openCamera(camera: 'environment' | 'user'): Promise<MediaStream> {
  if (!globalThis.isSecureContext || !navigator.mediaDevices?.getUserMedia) throw new Problem('scan.insecure')
  const video = { facingMode: { ideal: camera }, width: { ideal: 1280 }, height: { ideal: 720 } }
  return navigator.mediaDevices.getUserMedia({ video, audio: false }).catch(cause => {
    throw cameraProblem(cause)
  })
}

async function show(video: HTMLVideoElement, stream: MediaStream): Promise<void> {
  Object.assign(video, { muted: true, playsInline: true, srcObject: stream })
  await video.play().catch(cause => {
    throw cameraProblem(cause)
  })
}

const closeCamera = (stream: MediaStream | undefined) => {
  for (const track of stream?.getTracks() ?? []) track.stop()
}

/** The camera as a scanner: shows itself in `video` and calls `onText` once for each code that comes into view. */
export function createScanner(
  video: HTMLVideoElement,
  onText: (text: string) => void,
  options: ScannerOptions = {},
): Scanner {
  const { formats = ['qr'], awayMs = 3000, restMs = 80, camera = 'environment', onLost } = options
  let isNew = sightings(awayMs)
  let run = 0
  let held = false
  let stream: MediaStream | undefined
  let reader: VideoReader | undefined

  function stop(): void {
    run += 1
    closeCamera(stream)
    reader?.close()
    stream = undefined
    reader = undefined
    video.srcObject = null
  }

  /** Waits for the next picture: none comes while the page is hidden, so nothing is read then. */
  const nextFrame = () =>
    new Promise<unknown>(resolve =>
      'requestVideoFrameCallback' in video ? video.requestVideoFrameCallback(resolve) : setTimeout(resolve, restMs),
    )
  const rest = () => new Promise(resolve => setTimeout(resolve, restMs))

  async function readOn(mine: number, from: VideoReader): Promise<void> {
    for (let turn = 0; ; turn++) {
      await nextFrame()
      if (run !== mine) return
      const texts = held ? [] : await from.read(video, turn)
      if (run !== mine) return
      for (const text of held ? [] : texts) if (text !== '' && isNew(text, performance.now())) onText(text)
      await rest()
    }
  }

  function lost(mine: number, problem: Problem): void {
    if (run !== mine) return
    stop()
    onLost?.(problem)
  }

  async function start(): Promise<void> {
    stop()
    const mine = run
    unlockSound()
    const [opened, ready] = await Promise.allSettled([openCamera(camera), openReader(formats)])
    const discard = () => {
      if (opened.status === 'fulfilled') closeCamera(opened.value)
      if (ready.status === 'fulfilled') ready.value.close()
    }
    if (run !== mine || opened.status === 'rejected' || ready.status === 'rejected') discard()
    if (run !== mine) return
    if (opened.status === 'rejected') throw opened.reason
    if (ready.status === 'rejected') throw ready.reason
    stream = opened.value
    reader = ready.value
    const [track] = stream.getVideoTracks()
    track?.addEventListener('ended', () => lost(mine, new Problem('scan.camera-lost')))
    if (track && capabilitiesOf(track).focusMode?.includes('continuous')) void ask(track, { focusMode: 'continuous' })
    try {
      await show(video, stream)
    } catch (cause) {
      if (run !== mine) return
      stop()
      throw cause
    }
    readOn(mine, ready.value).catch(cause => lost(mine, cameraProblem(cause)))
  }

  return {
    start,
    stop,
    hold(on) {
      held = on
    },
    forget() {
      isNew = sightings(awayMs)
    },
    async torch(on) {
      const [track] = stream?.getVideoTracks() ?? []
      return track !== undefined && capabilitiesOf(track).torch === true && ask(track, { torch: on })
    },
  }
}
