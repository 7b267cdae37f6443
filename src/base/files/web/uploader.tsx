import './files.css'
import { ActionIcon, Button, FileButton, Progress } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { type ClipboardEvent, type DragEvent, type ReactNode, useRef, useState } from 'react'
import { ClientProblem } from '#core/client.ts'
import { Problem } from '#core/problem.ts'
import { type Say, useFormat, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import { tell } from '#kit/problem.ts'
import { ACCEPTED } from '../rules.ts'
import { sizeOf } from './text.ts'
import type { Sent, Uploads } from './use-uploads.ts'

interface TakesFiles {
  readonly onFiles: (files: readonly File[]) => void
}

/** Files can be dropped on it and pasted into it. What is in it says how else they are chosen. */
export function FileDrop({ onFiles, children }: TakesFiles & { readonly children: ReactNode }) {
  const t = useWords()
  const [over, setOver] = useState(false)
  const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files')
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a target for the mouse and the clipboard; the buttons do the same
    <div
      className="file-drop"
      data-over={over || undefined}
      onDragOver={event => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={event => {
        if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false)
      }}
      onDrop={event => {
        if (!hasFiles(event)) return
        event.preventDefault()
        setOver(false)
        onFiles([...event.dataTransfer.files])
      }}
      onPaste={(event: ClipboardEvent) => {
        const files = [...event.clipboardData.files]
        if (!files.length) return
        event.preventDefault()
        onFiles(files)
      }}
    >
      {children}
      {over ? <div className="file-drop-here">{t('files.web.drop')}</div> : null}
    </div>
  )
}

/** Chooses files; where there is a finger there is a camera. */
export function FileButtons({ onFiles }: TakesFiles) {
  const t = useWords()
  const isTouched = useMediaQuery('(pointer: coarse)')
  const again = useRef<() => void>(null)
  const take = (files: File[] | File | null) => {
    const chosen = [files ?? []].flat()
    if (chosen.length) onFiles(chosen)
    // The same file can be chosen again after it was left out.
    again.current?.()
  }
  return (
    <>
      <FileButton
        multiple
        accept={ACCEPTED}
        resetRef={again}
        onChange={take}
        inputProps={{ 'aria-label': t('files.web.add') }}
      >
        {props => (
          <Button {...props} variant="default" leftSection={<Icon name="attach" size={18} />}>
            {t('files.web.add')}
          </Button>
        )}
      </FileButton>
      {isTouched ? (
        <FileButton
          accept="image/*"
          capture="environment"
          onChange={take}
          inputProps={{ 'aria-label': t('files.web.camera') }}
        >
          {props => (
            <Button {...props} variant="default" leftSection={<Icon name="camera" size={18} />}>
              {t('files.web.camera')}
            </Button>
          )}
        </FileButton>
      ) : null}
    </>
  )
}

/** What was chosen: how far each is, or why it did not go. */
export function Uploading({ uploads }: { uploads: Uploads }) {
  const t = useWords()
  const f = useFormat()
  if (!uploads.sent.length) return null
  return (
    <ul className="file-sending">
      {uploads.sent.map(one => (
        <li key={one.key}>
          <Icon name={one.problem ? 'warning' : one.stored ? 'check' : 'document'} size={18} />
          <div>
            <span className="file-name">{one.file.name}</span>
            {one.problem ? (
              <span className="k-error" role="alert">
                {problemText(t, one.problem)}
              </span>
            ) : one.share === undefined || one.stored ? (
              <small>{sizeOf(f, one.file.size)}</small>
            ) : (
              <Progress
                value={one.share * 100}
                size="sm"
                aria-label={t('files.web.uploading', { name: one.file.name })}
              />
            )}
          </div>
          {isOnItsWay(one) ? null : (
            <ActionIcon
              size={28}
              aria-label={t('files.web.drop.one', { name: one.file.name })}
              onClick={() => uploads.drop(one.key)}
            >
              <Icon name="cross" size={14} />
            </ActionIcon>
          )}
        </li>
      ))}
    </ul>
  )
}

const isOnItsWay = ({ share, stored, problem }: Sent) => share !== undefined && !stored && !problem

/** What was found wrong before anything was sent is said here; the server says the rest. */
const problemText = (t: Say, problem: unknown): string =>
  problem instanceof Problem && !(problem instanceof ClientProblem) && problem.code.startsWith('files.')
    ? t(problem.code, problem.params)
    : tell(t, problem).title
