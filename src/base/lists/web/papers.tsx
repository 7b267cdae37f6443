import './papers.css'
import { type ReactNode, useState } from 'react'
import type { StoredFile } from '#base/files/contract.ts'
import { Picture, Tool } from '#base/files/web/picture.tsx'
import { FileButtons, FileDrop, Uploading } from '#base/files/web/uploader.tsx'
import type { Uploads } from '#base/files/web/use-uploads.ts'
import { useWords } from '#core/web/words.tsx'
import { EmptyState } from '#kit/console/index.ts'
import { TypeRows } from './type-rows.tsx'

interface PapersProps {
  readonly files: readonly StoredFile[]
  readonly uploads: Uploads
  readonly kind: string
  readonly ofId?: string
  /** Modules whose answers change with the rows. */
  readonly refreshes: readonly string[]
  /** What is to be photographed, where nothing is yet. */
  readonly help: ReactNode
}

export const picturesIn = (files: readonly StoredFile[]) => files.filter(one => one.isPicture && !one.removed)

/** Sends what was chosen, dropped or photographed at once. */
export const sending = (uploads: Uploads) => async (files: readonly File[]) => {
  uploads.add(files)
  if (await uploads.send()) uploads.clear()
}

/** A paper list: its picture on the left, its rows as they are typed on the right, each with the picture it is from. */
export function PaperTyping({ files, uploads, help, ...rows }: PapersProps) {
  const t = useWords()
  const pictures = picturesIn(files)
  const [openId, setOpenId] = useState(pictures.at(-1)?.id)
  const found = pictures.findIndex(one => one.id === openId)
  const at = found < 0 ? pictures.length - 1 : found
  const open = pictures[at]
  const add = sending(uploads)
  return (
    <div className="li-papers">
      <FileDrop onFiles={chosen => void add(chosen)}>
        <div className="li-papers-left">
          <Uploading uploads={uploads} />
          {open ? (
            <Pictures pictures={pictures} at={at} onOpen={setOpenId} />
          ) : (
            <EmptyState
              icon="camera"
              title={t('lists.web.papers.none')}
              action={<FileButtons onFiles={chosen => void add(chosen)} />}
            >
              {help}
            </EmptyState>
          )}
        </div>
      </FileDrop>
      <TypeRows {...rows} {...(open ? { pictureId: open.id } : {})} />
    </div>
  )
}

interface PicturesProps {
  readonly pictures: readonly StoredFile[]
  readonly at: number
  readonly onOpen: (id: string | undefined) => void
}

function Pictures({ pictures, at, onOpen }: PicturesProps) {
  const t = useWords()
  const open = pictures[at]
  if (!open) return null
  const step = (by: number) => onOpen(pictures[at + by]?.id)
  return (
    <>
      <Picture key={open.id} file={open} beside />
      <footer className="li-papers-foot">
        {pictures.length > 1 ? (
          <>
            <Tool icon="back" label={t('files.web.previous')} off={at === 0} onClick={() => step(-1)} />
            <Tool icon="next" label={t('files.web.next')} off={at === pictures.length - 1} onClick={() => step(1)} />
          </>
        ) : null}
        <span>
          {t('lists.web.papers.count', { at: at + 1, of: pictures.length })}
          <small>{t('lists.web.papers.keys')}</small>
        </span>
      </footer>
    </>
  )
}
