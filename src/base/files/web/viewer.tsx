import './files.css'
import { Button } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useState } from 'react'
import { browserApi } from '#core/web/api.ts'
import { useWrite } from '#core/web/data.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Decision, Modal, sayDone } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { files as contract, type StoredFile } from '../contract.ts'
import { Picture, Tool } from './picture.tsx'
import { fileUrl, sizeOf } from './text.ts'

const api = browserApi({ files: contract })

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
