import './files.css'
import { UnstyledButton } from '@mantine/core'
import { createContext, type ReactNode, useContext, useState } from 'react'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Icon } from '#kit/icon.tsx'
import type { StoredFile } from '../contract.ts'
import { sizeOf, thumbnailUrl } from './text.ts'
import { FileViewer } from './viewer.tsx'

export interface FileStripProps {
  readonly files: readonly StoredFile[]
  /** The reader may change what they belong to; whether a file can still go it says itself. */
  readonly mayRemove?: boolean
  /** The module whose answers show these files. */
  readonly refreshes: readonly string[]
}

/** Files in a row: pictures as such, the rest by name, and what was taken away with who did and why. */
export const FileStrip = (props: FileStripProps) => (
  <FileViewing {...props}>
    <FileTiles files={props.files} />
  </FileViewing>
)

const Opening = createContext<(fileId: string) => void>(() => undefined)

/**
 * Rows of files that are leafed through as one. What is being looked at stays open when its file goes from one row to
 * another, as an attachment does that becomes part of what was said.
 */
export function FileViewing({ files, mayRemove, refreshes, children }: FileStripProps & { children: ReactNode }) {
  const [openId, setOpenId] = useState<string>()
  // The same file sent twice is one, and stands in both rows: leafing would not get past it.
  const present = [...new Map(files.filter(file => !file.removed).map(file => [file.id, file])).values()]
  const open = present.find(file => file.id === openId)
  return (
    <Opening value={setOpenId}>
      {children}
      {open ? (
        <FileViewer
          files={present}
          file={open}
          mayRemove={mayRemove ?? false}
          refreshes={refreshes}
          onOpen={setOpenId}
          onClose={() => setOpenId(undefined)}
        />
      ) : null}
    </Opening>
  )
}

/** One of the rows. */
export function FileTiles({ files }: { files: readonly StoredFile[] }) {
  const onOpen = useContext(Opening)
  if (!files.length) return null
  return (
    <ul className="file-strip">
      {files.map(file => (
        <li key={file.id}>
          {file.removed ? <Gone file={file} /> : <Tile file={file} onOpen={() => onOpen(file.id)} />}
        </li>
      ))}
    </ul>
  )
}

function Tile({ file, onOpen }: { file: StoredFile; onOpen: () => void }) {
  const t = useWords()
  const f = useFormat()
  return (
    <UnstyledButton
      className={file.isPicture ? 'file-picture' : 'file-paper'}
      aria-label={t('files.web.open', { name: file.name })}
      title={file.name}
      onClick={onOpen}
    >
      {file.isPicture ? (
        <img src={thumbnailUrl(file.id)} alt="" loading="lazy" />
      ) : (
        <>
          <Icon name="document" size={20} />
          <span>
            <span className="file-name">{file.name}</span>
            <small>{sizeOf(f, file.size)}</small>
          </span>
        </>
      )}
    </UnstyledButton>
  )
}

function Gone({ file: { name, removed } }: { file: StoredFile }) {
  const t = useWords()
  return (
    <div className="file-gone">
      <Icon name="trash" size={16} />
      <span>
        {t('files.web.removed', { name })}
        <small>
          {removed?.by
            ? t('files.web.removed.by', { by: removed.by, why: removed.why ?? '' })
            : t('files.web.removed.time')}
        </small>
      </span>
    </div>
  )
}
