import './console.css'
import { Button, FileButton, Loader } from '@mantine/core'
import { type DragEvent, useState } from 'react'
import type { ResultOf } from '#core/contract.ts'
import { browserApi } from '#core/web/api.ts'
import { useWrite } from '#core/web/data.tsx'
import { useWords } from '#core/web/words.tsx'
import { Notice, Page, Panel, ProblemState, saveCsv } from '#kit/console/index.ts'
import { Icon } from '#kit/icon.tsx'
import { places } from '../contract.ts'
import { PLACE_KIND_NAMES } from '../kinds.ts'

const api = browserApi({ places })
type Report = ResultOf<typeof places.importList>
type Refused = Report['refused'][number]
const EXCEL = '.xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const COLUMNS = ['name', 'kind', 'unit', 'address'] as const
const EXAMPLE = ['Chợ Đông Ba', 'Chợ', '19789', '2 Trần Hưng Đạo'] as const

/** Many places at once: what the file must look like, and what became of every row. */
export function ImportPlaces() {
  const t = useWords()
  const [file, setFile] = useState<File>()
  const importing = useWrite(api.places.importList)
  const send = (chosen: File | null) => {
    if (!chosen) return
    setFile(chosen)
    // A file is sent as it is; the contract's type is what arrives.
    importing.mutate({ body: chosen as never })
  }
  return (
    <Page
      title={t('places.office.import.title')}
      lead={t('places.office.import.lead')}
      back={{ to: '/places', label: t('places.office.title') }}
    >
      <div className="k-stack pl-import">
        {importing.data ? (
          <Outcome report={importing.data} again={() => importing.reset()} />
        ) : (
          <>
            <Shape />
            {importing.error ? (
              <Panel flush>
                <ProblemState problem={importing.error} />
              </Panel>
            ) : null}
            <Drop onFile={send} reading={importing.isPending ? file?.name : undefined} />
          </>
        )}
      </div>
    </Page>
  )
}

/** The first rows of a good file. */
function Shape() {
  const t = useWords()
  return (
    <Panel title={t('places.office.import.columns')}>
      <div className="pl-shape">
        <table>
          <thead>
            <tr>
              {COLUMNS.map(column => (
                <th key={column} scope="col">
                  {t(`places.office.import.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <tr>
              {EXAMPLE.map(cell => (
                <td key={cell}>{cell}</td>
              ))}
            </tr>
          </tbody>
        </table>
      </div>
      <p className="pl-none">
        {t('places.office.import.kinds', { kinds: PLACE_KIND_NAMES.map(kind => t(`places.kind.${kind}`)).join('; ') })}
      </p>
    </Panel>
  )
}

function Drop({ onFile, reading }: { onFile: (file: File | null) => void; reading: string | undefined }) {
  const t = useWords()
  const [over, setOver] = useState(false)
  const drop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    onFile(event.dataTransfer.files[0] ?? null)
  }
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: a target for the mouse; the button does the same
    <div
      className="pl-drop"
      data-over={over || undefined}
      onDragOver={event => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {reading ? (
        <p role="status">
          <Loader size={18} /> {t('places.office.import.reading', { name: reading })}
        </p>
      ) : (
        <>
          <FileButton onChange={onFile} accept={EXCEL} inputProps={{ 'aria-label': t('places.office.import.choose') }}>
            {props => (
              <Button {...props} leftSection={<Icon name="upload" size={18} />}>
                {t('places.office.import.choose')}
              </Button>
            )}
          </FileButton>
          <span>{t('places.office.import.drop')}</span>
        </>
      )}
    </div>
  )
}

function Outcome({ report, again }: { report: Report; again: () => void }) {
  const t = useWords()
  const { added, known, refused } = report
  const columns = [
    { id: 'row', label: t('places.office.import.row'), cell: () => null, text: (row: Refused) => row.row },
    { id: 'reason', label: t('places.office.import.reason'), cell: () => null, text: (row: Refused) => t(row.reason) },
    { id: 'text', label: t('places.office.import.text'), cell: () => null, text: (row: Refused) => row.text },
  ]
  return (
    <>
      <div role="status">
        <Notice
          {...(refused.length === 0 ? {} : { icon: 'warning' as const })}
          title={t('places.office.import.done', { added })}
          action={
            <Button variant="default" onClick={again}>
              {t('places.office.import.again')}
            </Button>
          }
        >
          {t('places.office.import.known', { count: known })}
          {t('places.office.import.refused', { count: refused.length })}
        </Notice>
      </div>
      {refused.length > 0 ? (
        <Panel
          title={t('places.office.import.refused.title')}
          actions={
            <Button
              variant="default"
              leftSection={<Icon name="download" size={18} />}
              onClick={() => saveCsv('dong-bi-tu-choi', columns, refused)}
            >
              {t('places.office.import.save')}
            </Button>
          }
        >
          <p className="pl-none">{t('places.office.import.refused.help')}</p>
          <div className="pl-shape">
            <table>
              <thead>
                <tr>
                  {columns.map(column => (
                    <th key={column.id} scope="col">
                      {column.label}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {refused.map(row => (
                  <tr key={row.row}>
                    <td>{row.row}</td>
                    <td>{t(row.reason)}</td>
                    <td>{row.text}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </Panel>
      ) : null}
    </>
  )
}
