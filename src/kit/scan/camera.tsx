import { useCallback, useEffect, useEffectEvent, useRef, useState } from 'react'
import { Problem } from '#core/problem.ts'
import { useWords } from '#core/web/words.tsx'
import { useAwake } from '../citizen/awake.ts'
import { Button } from '../citizen/index.ts'
import { Icon } from '../icon.tsx'
import { createScanner, type Scanner } from './scanner.ts'
import './camera.css'

type State = 'closed' | 'starting' | 'live' | Problem

const LOST = 'scan.camera-lost'
/** What asking again cannot change. */
const HOPELESS = new Set(['scan.insecure', 'scan.no-camera'])

export interface CameraProps {
  readonly onText: (text: string) => void
  /** Shows itself but reads nothing: an answer is on the screen. */
  readonly held: boolean
  /** What the codes are read for: at a change of it, the one in view is read again. */
  readonly purpose?: string
  /** Laid over the picture. */
  readonly children?: React.ReactNode
}

/** The camera as a scanner, with all that can come of asking for it. */
export function Camera({ onText, held, purpose, children }: CameraProps) {
  const video = useRef<HTMLVideoElement>(null)
  const scanner = useRef<Scanner>(undefined)
  const hear = useEffectEvent(onText)
  const [state, setState] = useState<State>('closed')

  const start = useCallback(() => {
    setState('starting')
    scanner.current
      ?.start()
      .then(() => setState('live'))
      .catch((problem: unknown) => setState(problem instanceof Problem ? problem : new Problem('scan.camera-failed')))
  }, [])

  useEffect(() => {
    if (!video.current) return
    const made = createScanner(video.current, text => hear(text), { onLost: setState })
    scanner.current = made
    let gone = false
    void alreadyAllowed().then(allowed => {
      if (allowed && !gone) start()
    })
    return () => {
      gone = true
      made.stop()
    }
  }, [start])

  useAwake(state === 'live')
  const lost = state instanceof Problem && state.code === LOST
  useEffect(() => {
    // Another app had the camera while this one was out of sight.
    const back = () => !document.hidden && lost && start()
    document.addEventListener('visibilitychange', back)
    return () => document.removeEventListener('visibilitychange', back)
  }, [lost, start])
  useEffect(() => scanner.current?.hold(held), [held])
  const asked = useRef(purpose)
  useEffect(() => {
    if (asked.current !== purpose) scanner.current?.forget()
    asked.current = purpose
  }, [purpose])

  return (
    <div className="c-camera" data-live={state === 'live' ? true : undefined}>
      <video ref={video} muted playsInline tabIndex={-1} />
      {state === 'live' ? (
        <>
          <i className="c-frame" />
          <Lamp scanner={scanner.current} />
        </>
      ) : (
        <Shut state={state} onOpen={start} />
      )}
      {children}
    </div>
  )
}

function Shut({ state, onOpen }: { state: Exclude<State, 'live'>; onOpen: () => void }) {
  const t = useWords()
  if (state === 'starting')
    return (
      <div className="c-shut" role="status">
        <Icon name="camera" size={40} />
        <p>{t('scan.camera.starting')}</p>
      </div>
    )
  const problem = state === 'closed' ? undefined : state
  return (
    <div className="c-shut" role={problem ? 'alert' : undefined}>
      <Icon name={problem ? 'warning' : 'camera'} size={40} />
      <p>{problem ? t(problem.code) : t('scan.camera.why')}</p>
      {problem && HOPELESS.has(problem.code) ? null : (
        <Button fit icon="camera" onClick={onOpen}>
          {t(problem ? 'scan.camera.again' : 'scan.camera.open')}
        </Button>
      )}
    </div>
  )
}

/** Only where the phone has one. */
function Lamp({ scanner }: { scanner: Scanner | undefined }) {
  const t = useWords()
  const [has, setHas] = useState(false)
  const [on, setOn] = useState(false)
  useEffect(() => void scanner?.torch(false).then(setHas), [scanner])
  if (!has) return null
  return (
    <button
      type="button"
      className="c-lamp"
      aria-pressed={on}
      onClick={() => {
        void scanner?.torch(!on).then(obeyed => obeyed && setOn(!on))
      }}
    >
      <Icon name="sun" size={22} />
      {t('scan.camera.lamp')}
    </button>
  )
}

/** Whether the browser gives the camera without asking: then there is nothing to tap first. */
async function alreadyAllowed(): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name: 'camera' as PermissionName })).state === 'granted'
  } catch {
    return false
  }
}
