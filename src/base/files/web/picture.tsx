import './files.css'
import { ActionIcon, Button, Loader } from '@mantine/core'
import { type HotkeyItem, useElementSize, useHotkeys, useMergedRef } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { useWords } from '#core/web/words.tsx'
import { Icon, type IconName } from '#kit/icon.tsx'
import type { StoredFile } from '../contract.ts'
import { fitted, type Size } from './fit.ts'
import { fileUrl } from './text.ts'

const ZOOMS = [1, 1.5, 2, 3, 4, 6] as const
/** How much of what is seen a key moves. */
const STEP = 0.3

interface PictureProps {
  readonly file: Pick<StoredFile, 'id' | 'name'>
  /** Beside something that is being typed: the keys work from there, with Alt. */
  readonly beside?: boolean
}

/** A picture to turn, to enlarge and to move about in. */
export function Picture({ file, beside = false }: PictureProps) {
  const t = useWords()
  const { ref, width, height } = useElementSize()
  const [zoom, setZoom] = useState(0)
  const [turns, setTurns] = useState(0)
  const [size, setSize] = useState<Size>()
  const [failed, setFailed] = useState(false)
  const [tries, setTries] = useState(0)
  const enlarge = (by: number) => setZoom(now => Math.min(ZOOMS.length - 1, Math.max(0, now + by)))
  const turn = () => setTurns(now => (now + 1) % 4)
  const stage = useRef<HTMLDivElement>(null)
  const move = (across: number, down: number) => {
    const { current } = stage
    current?.scrollBy({ left: across * STEP * current.clientWidth, top: down * STEP * current.clientHeight })
  }
  const tryAgain = () => {
    setFailed(false)
    setTries(now => now + 1)
  }
  const key = (name: string) => (beside ? `alt+${name}` : name)
  useHotkeys(
    [
      [key('+'), () => enlarge(1)],
      [key('='), () => enlarge(1)],
      [key('-'), () => enlarge(-1)],
      [key('r'), turn],
      ...(beside
        ? ([
            ['alt+ArrowUp', () => move(0, -1)],
            ['alt+ArrowDown', () => move(0, 1)],
            ['alt+ArrowLeft', () => move(-1, 0)],
            ['alt+ArrowRight', () => move(1, 0)],
          ] as const)
        : []),
    ] as HotkeyItem[],
    beside ? [] : undefined,
  )
  // Until the room is measured the picture fits into it by its styles.
  const shown = size && width && height ? fitted(size, { width, height }, turns, ZOOMS[zoom] ?? 1) : undefined
  useEffect(() => {
    // What is enlarged is looked at from its middle; a list that is typed in, from its beginning.
    const { current } = stage
    if (beside) current?.scrollTo(0, 0)
    else
      current?.scrollTo(
        middle(current.scrollWidth, current.clientWidth),
        middle(current.scrollHeight, current.clientHeight),
      )
  }, [zoom, turns, beside])
  return (
    <div className="file-look">
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the tools do what a double click does */}
      <div
        className="file-stage"
        ref={useMergedRef(ref, stage)}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: an enlarged picture is moved by the arrow keys
        tabIndex={0}
        onDoubleClick={() => setZoom(zoom ? 0 : 2)}
      >
        {failed ? (
          <div className="file-failed" role="alert">
            <p>{t('files.web.unreadable')}</p>
            <Button variant="default" leftSection={<Icon name="refresh" size={18} />} onClick={tryAgain}>
              {t('kit.again')}
            </Button>
          </div>
        ) : (
          <div className="file-sheet" data-fitted={Boolean(shown)} style={shown?.box}>
            {size ? null : <Loader className="file-coming" role="status" aria-label={t('kit.loading')} />}
            <img
              key={tries}
              src={fileUrl(file.id)}
              alt={file.name}
              draggable={false}
              style={{ ...shown?.image, rotate: `${turns * 90}deg` }}
              onLoad={({ currentTarget: { naturalWidth, naturalHeight } }) =>
                setSize({ width: naturalWidth, height: naturalHeight })
              }
              onError={() => setFailed(true)}
            />
          </div>
        )}
      </div>
      {failed ? null : (
        <div className="file-tools">
          <Tool icon="minus" label={t('files.web.smaller')} off={zoom === 0} onClick={() => enlarge(-1)} />
          <Tool icon="plus" label={t('files.web.larger')} off={zoom === ZOOMS.length - 1} onClick={() => enlarge(1)} />
          <Tool icon="turn" label={t('files.web.turn')} onClick={turn} />
        </div>
      )}
    </div>
  )
}

const middle = (whole: number, seen: number) => (whole - seen) / 2

export function Tool({
  icon,
  label,
  off,
  onClick,
}: {
  icon: IconName
  label: string
  off?: boolean
  onClick: () => void
}) {
  return (
    <ActionIcon variant="default" size={44} aria-label={label} title={label} disabled={off ?? false} onClick={onClick}>
      <Icon name={icon} size={20} />
    </ActionIcon>
  )
}
