import './files.css'
import { ActionIcon, Button, Modal } from '@mantine/core'
import { useElementSize, useHotkeys, useMergedRef } from '@mantine/hooks'
import { useEffect, useRef, useState } from 'react'
import { browserApi } from '#core/web/api.ts'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Decision, sayDone } from '#kit/console/index.ts'
import { Icon, type IconName } from '#kit/icon.tsx'
import { files as contract, type StoredFile } from '../contract.ts'
import { fitted, type Size } from './fit.ts'
import { fileUrl, sizeOf } from './text.ts'

const api = browserApi({ files: contract })
const ZOOMS = [1, 1.5, 2, 3, 4, 6] as const

export interface FileViewerProps {
  readonly files: readonly StoredFile[]
  readonly file: StoredFile
  readonly mayRemove: boolean
  readonly refreshes: readonly string[]
  readonly onOpen: (id: string) => void
  readonly onClose: () => void
}

/** One file on the whole screen: a picture to turn and enlarge, anything else to save. */
export function FileViewer({ files, file, mayRemove, refreshes, onOpen, onClose }: FileViewerProps) {
  const t = useWords()
  const f = useFormat()
  const [asking, setAsking] = useState(false)
  const at = files.indexOf(file)
  const step = (by: number) => {
    const next = files[at + by]
    if (next) onOpen(next.id)
  }
  useHotkeys([
    ['ArrowRight', () => step(1)],
    ['ArrowLeft', () => step(-1)],
  ])
  const remove = useWrite(api.files.remove, {
    refreshes,
    done: () => {
      onClose()
      sayDone(t('files.web.remove.done'))
    },
  })
  return (
    <Modal
      opened
      fullScreen
      onClose={onClose}
      title={file.name}
      classNames={{ content: 'file-viewer', body: 'file-viewer-body', title: 'k-modal-title file-name' }}
      closeButtonProps={{ 'aria-label': t('console.close') }}
    >
      {file.isPicture ? <Picture key={file.id} file={file} /> : <Paper file={file} />}
      <footer className="file-viewer-foot">
        {files.length > 1 ? (
          <>
            <Tool icon="back" label={t('files.web.previous')} off={at === 0} onClick={() => step(-1)} />
            <Tool icon="next" label={t('files.web.next')} off={at === files.length - 1} onClick={() => step(1)} />
          </>
        ) : null}
        <span>
          {file.by ? t('files.web.by', { by: file.by, at: f.instant(file.at) }) : f.instant(file.at)} ·{' '}
          {sizeOf(f, file.size)}
        </span>
        {mayRemove && file.removable ? (
          <Button variant="default" leftSection={<Icon name="trash" size={18} />} onClick={() => setAsking(true)}>
            {t('files.web.remove')}
          </Button>
        ) : null}
        <Button
          component="a"
          href={fileUrl(file.id)}
          download={file.name}
          leftSection={<Icon name="download" size={18} />}
        >
          {t('files.web.save')}
        </Button>
      </footer>
      <Decision
        open={asking}
        onClose={() => setAsking(false)}
        title={t('files.web.remove.ask')}
        action={t('files.web.remove')}
        danger
        reason={{ label: t('files.web.remove.why') }}
        busy={remove.isPending}
        problem={remove.error}
        onDecide={why => remove.mutate({ params: { fileId: file.id }, body: { why } })}
      >
        {t('files.web.remove.help')}
      </Decision>
    </Modal>
  )
}

function Paper({ file }: { file: StoredFile }) {
  return (
    <div className="file-viewer-paper">
      <Icon name="document" size={64} />
      <p className="file-name">{file.name}</p>
    </div>
  )
}

function Picture({ file }: { file: StoredFile }) {
  const t = useWords()
  const { ref, width, height } = useElementSize()
  const [zoom, setZoom] = useState(0)
  const [turns, setTurns] = useState(0)
  const [size, setSize] = useState<Size>()
  const [failed, setFailed] = useState(false)
  const enlarge = (by: number) => setZoom(now => Math.min(ZOOMS.length - 1, Math.max(0, now + by)))
  const turn = () => setTurns(now => (now + 1) % 4)
  useHotkeys([
    ['+', () => enlarge(1)],
    ['=', () => enlarge(1)],
    ['-', () => enlarge(-1)],
    ['r', turn],
  ])
  const stage = useRef<HTMLDivElement>(null)
  const shown = size && fitted(size, { width, height }, turns, ZOOMS[zoom] ?? 1)
  useEffect(() => {
    // What is enlarged is looked at from its middle.
    const { current } = stage
    current?.scrollTo(
      middle(current.scrollWidth, current.clientWidth),
      middle(current.scrollHeight, current.clientHeight),
    )
  }, [zoom, turns])
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
          <p role="alert">{t('files.web.unreadable')}</p>
        ) : (
          <div className="file-sheet" style={shown?.box}>
            <img
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
      <div className="file-tools">
        <Tool icon="minus" label={t('files.web.smaller')} off={zoom === 0} onClick={() => enlarge(-1)} />
        <Tool icon="plus" label={t('files.web.larger')} off={zoom === ZOOMS.length - 1} onClick={() => enlarge(1)} />
        <Tool icon="turn" label={t('files.web.turn')} onClick={turn} />
      </div>
    </div>
  )
}

const middle = (whole: number, seen: number) => (whole - seen) / 2

function Tool({ icon, label, off, onClick }: { icon: IconName; label: string; off?: boolean; onClick: () => void }) {
  return (
    <ActionIcon variant="default" size={44} aria-label={label} title={label} disabled={off ?? false} onClick={onClick}>
      <Icon name={icon} size={20} />
    </ActionIcon>
  )
}
