import { useEffect, useState } from 'react'
import { useSession } from '#base/identity/web/session.tsx'
import { parseCode, posterToken, type ScannedCode } from '#base/people/codes.ts'
import { KindIcon } from '#base/places/web/kind-icon.tsx'
import { go, goBack, useSearch } from '#core/web/router.tsx'
import { useWords } from '#core/web/words.tsx'
import { Button, Card, EmptyState, Notice, Page, ProblemState, Row, Rows, Skeleton } from '#kit/citizen/index.ts'
import { Icon } from '#kit/icon.tsx'
import { Camera } from '#kit/scan/camera.tsx'
import { feedback, keepScanner } from '#kit/scan/index.ts'
import { ScanResult, UnreadResult } from './answers.tsx'
import { type MyPlace, useMyPlaces } from './api.ts'
import { type Door, isOpen, useDoor } from './door.ts'
import { OtherWays, TypedCode, useTyped } from './other-ways.tsx'
import { type Direction, type Guard, goOnFrom, kept, newStamp, scan } from './sending.ts'
import { Unsent } from './unsent.tsx'
import { nameIn } from './what-it-says.ts'
import './scan.css'

const CHOOSING = 'chon'
const MYSELF = 'toi'

/** Staff of a place scan people in and out; everybody may scan a poster for themselves. */
export function Scan() {
  const { me } = useSession()
  const [search] = useSearch()
  const mine = useMyPlaces()
  const onDuty = me?.grants.some(grant => grant.placeId)
  if (!onDuty || search.get(CHOOSING) === MYSELF) return <ScanPoster back={onDuty === true} />
  const [first, ...others] = mine.data?.places ?? []
  if (first && mine.data && me)
    return (
      <AtTheDoor
        places={[first, ...others]}
        guard={{ id: me.accountId, name: me.name }}
        sealingKey={mine.data.sealingKey}
      />
    )
  if (mine.error) return <ProblemState problem={mine.error} again={() => void mine.refetch()} />
  if (mine.data) return <ScanPoster back={false} />
  return (
    <main className="s-page">
      <Skeleton block lines={2} />
    </main>
  )
}

interface DoorProps extends Omit<ScannerProps, 'door'> {
  readonly places: readonly [MyPlace, ...MyPlace[]]
}

function AtTheDoor({ places, ...rest }: DoorProps) {
  const door = useDoor(places)
  const [search] = useSearch()
  const { guard } = rest
  const { id, pass } = door.place
  useEffect(() => void keepScanner(), [])
  useEffect(() => void kept.renew(guard.id, id, pass), [guard.id, id, pass])
  if (search.has(CHOOSING)) return <ChooseDoor places={places} door={door} />
  return isOpen(door.place) ? <DoorScanner door={door} {...rest} /> : <ClosedDoor place={door.place} />
}

/** Nobody scans here any more; what this phone still holds of it goes on being sent. */
function ClosedDoor({ place }: { place: MyPlace }) {
  const t = useWords()
  return (
    <Page title={place.name} back="/">
      <Card>
        <EmptyState
          icon="place"
          title={t('checkpoints.web.closed')}
          action={<Button to={`/quet-ma?${CHOOSING}=1`}>{t('checkpoints.web.closed.other')}</Button>}
        >
          {t('checkpoints.web.closed.text')}
        </EmptyState>
      </Card>
    </Page>
  )
}

function ChooseDoor({ places, door }: { places: readonly MyPlace[]; door: Door }) {
  const t = useWords()
  const chosen = (id: string) => (id === (door.area ?? door.place).id ? <Icon name="check" size={22} /> : null)
  return (
    <Page title={t('checkpoints.web.choose.title')} back="/quet-ma">
      <Card flush>
        <Rows>
          {places
            .filter(isOpen)
            .flatMap(place => [
              <Row
                key={place.id}
                icon={<KindIcon kind={place.kind} />}
                title={place.name}
                detail={place.areas.length > 0 ? t('checkpoints.web.choose.whole') : (place.unitName ?? undefined)}
                end={chosen(place.id)}
                onClick={() => door.choose(place.id)}
              />,
              ...place.areas.map(area => (
                <Row
                  key={area.id}
                  icon="place"
                  title={area.name}
                  detail={place.name}
                  end={chosen(area.id)}
                  onClick={() => door.choose(place.id, area.id)}
                />
              )),
            ])}
        </Rows>
      </Card>
      <Card flush>
        <Rows>
          <Row
            icon="person"
            title={t('checkpoints.web.choose.me')}
            detail={t('checkpoints.web.choose.me.detail')}
            to={`/quet-ma?${CHOOSING}=${MYSELF}`}
          />
        </Rows>
      </Card>
    </Page>
  )
}

/** What is on the screen instead of the camera: a scan, or a code that was not a person's. */
type Shown = { readonly scanId: string; readonly code: ScannedCode } | { readonly code: ScannedCode } | undefined

interface ScannerProps {
  readonly door: Door
  readonly guard: Guard
  readonly sealingKey: string
}

function DoorScanner({ door, guard, sealingKey }: ScannerProps) {
  const t = useWords()
  const [shown, setShown] = useState<Shown>()
  const [typed, setTyped] = useTyped()
  const [text, setText] = useState('')
  const { place, area, direction } = door
  const read = (given: string) => {
    if (shown) return
    const code = parseCode(given)
    if (code.kind === 'unknown' || code.kind === 'poster') {
      feedback('stop')
      return setShown({ code })
    }
    const item = { ...newStamp(), placeId: place.id, areaId: area?.id, code: given, direction, label: nameIn(code) }
    scan(item, { ...place, sealingKey }, guard)
    setShown({ scanId: item.id, code })
  }
  const scanId = shown && 'scanId' in shown ? shown.scanId : undefined
  const close = () => setShown(undefined)
  const next = () => {
    setText('')
    close()
  }
  useEffect(() => (scanId ? () => void goOnFrom(scanId) : undefined), [scanId])
  return (
    <main className="c-scan">
      <Heading title={t('checkpoints.web.scan.title')} />
      <button type="button" className="c-door" onClick={() => go(`/quet-ma?${CHOOSING}=1`)}>
        <KindIcon kind={place.kind} />
        <span className="c-door-name">
          <span className="only-read">{t('checkpoints.web.choose.now')} </span>
          {doorName(door)}
        </span>
        <span className="s-link">{t('checkpoints.web.choose')}</span>
      </button>
      <Unsent shownId={scanId} />
      {typed ? (
        <TypedCode
          text={text}
          hint={t('checkpoints.web.type.hint')}
          held={shown !== undefined}
          onType={setText}
          onText={read}
        />
      ) : (
        <Camera onText={read} held={shown !== undefined} purpose={`${place.id} ${direction}`} />
      )}
      <Way direction={direction} onTurn={door.turn} />
      <OtherWays onText={read} typed={typed} onTyped={setTyped} />
      {shown && 'scanId' in shown ? (
        <ScanResult scanId={shown.scanId} code={shown.code} onClose={next} onRefused={close} />
      ) : null}
      {shown && !('scanId' in shown) ? <UnreadResult code={shown.code} onClose={close} /> : null}
    </main>
  )
}

const doorName = ({ place, area }: Door): string => (area ? `${place.name} · ${area.name}` : place.name)

function Heading({ title }: { title: string }) {
  useEffect(() => {
    document.title = `${title} – Saola`
  }, [title])
  return <h1 className="only-read">{title}</h1>
}

const WAYS: readonly Direction[] = ['in', 'out']

function Way({ direction, onTurn }: { direction: Direction; onTurn: (direction: Direction) => void }) {
  const t = useWords()
  return (
    <fieldset className="c-way">
      <legend className="only-read">{t('checkpoints.web.way')}</legend>
      {WAYS.map(way => (
        <label key={way}>
          <input type="radio" name="way" value={way} checked={way === direction} onChange={() => onTurn(way)} />
          <span>
            <Arrow way={way} />
            {t(`checkpoints.web.way.${way}`)}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

/** Into a door, and out of it. */
function Arrow({ way }: { way: Direction }) {
  const path = way === 'in' ? 'M11 4h9v16h-9M3.5 12H15M11 8l4 4-4 4' : 'M13 4H4v16h9M9 12h11.5M16.5 8l4 4-4 4'
  return (
    <svg
      width="28"
      height="28"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      aria-hidden="true"
    >
      <path d={path} strokeLinecap="round" strokeLinejoin="round" />
    </svg>
  )
}

/** For oneself: the poster at the door. */
function ScanPoster({ back }: { back: boolean }) {
  const t = useWords()
  const [wrong, setWrong] = useState('')
  const [typed, setTyped] = useTyped()
  const [text, setText] = useState('')
  const type = (now: string) => {
    setText(now)
    setWrong('')
  }
  const read = (given: string) => {
    const code = parseCode(given)
    if (code.kind === 'poster') {
      feedback('ok')
      return go(`/q/${posterToken(code.code)}`)
    }
    feedback('stop')
    setWrong(t(code.kind === 'unknown' ? `standing.code.${code.reason}` : 'checkpoints.web.poster.person'))
  }
  return (
    <main className="c-scan">
      {back ? (
        <button type="button" className="s-back" onClick={() => goBack('/quet-ma')}>
          <Icon name="back" size={20} />
          <span>{t('kit.back')}</span>
        </button>
      ) : null}
      <div className="c-intro">
        <h1>{t('checkpoints.web.poster.scan')}</h1>
        <p>{t('checkpoints.web.poster.scan.how')}</p>
      </div>
      {typed ? (
        <TypedCode text={text} hint={t('checkpoints.web.poster.type.hint')} held={false} onType={type} onText={read} />
      ) : (
        <Camera onText={read} held={false} />
      )}
      {wrong ? <Notice tone="error" title={wrong} /> : null}
      <OtherWays onText={read} typed={typed} onTyped={setTyped} />
    </main>
  )
}
