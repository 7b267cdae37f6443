import { useRead } from '#core/web/data.tsx'
import { Link } from '#core/web/router.tsx'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Notice, PhoneLink, ProblemState, SaveButton, Timeline } from '#kit/console/index.ts'
import type { ParcelView } from '../contract.ts'
import { api } from './api.ts'

/** One parcel: what it is, for whom, and everything that the carrier told. */
export function Known({ parcelId }: { parcelId: string }) {
  const { data, error, refetch } = useRead(api.parcels.get, { params: { parcelId } })
  if (data) return <Shown parcel={data} />
  return error ? <ProblemState problem={error} again={() => void refetch()} /> : null
}

function Shown({ parcel }: { parcel: ParcelView }) {
  const t = useWords()
  const f = useFormat()
  const dong = (amount: number) => `${f.number(amount)} đ`
  return (
    <div className="k-stack">
      {parcel.why ? (
        <Notice tone="error" title={t(`parcels.state.${parcel.state}`)}>
          {parcel.why}
        </Notice>
      ) : null}
      <Facts
        facts={[
          [t('parcels.web.reference'), parcel.reference],
          [t('parcels.web.tracking'), parcel.tracking ?? '–'],
          [t('parcels.web.state'), t(`parcels.state.${parcel.state}`)],
          [t('parcels.web.way'), t(`parcels.way.${parcel.way}`)],
          [t('parcels.web.contents'), parcel.contents],
          ...(parcel.cod ? [[t('parcels.web.cod'), dong(parcel.cod)] as const] : []),
          ...(parcel.codTaken === null ? [] : [[t('parcels.web.codTaken'), dong(parcel.codTaken)] as const]),
          [
            t('parcels.web.to'),
            parcel.to ? (
              <>
                {parcel.to.name}, {parcel.to.address}
                {parcel.to.phone ? (
                  <>
                    {' · '}
                    <PhoneLink phone={parcel.to.phone} />
                  </>
                ) : null}
              </>
            ) : (
              t('parcels.web.to.forgotten')
            ),
          ],
        ]}
      />
      <Label parcel={parcel} />
      {parcel.subject?.kind === 'dossier' ? (
        <p>
          <Link to={`/services/${parcel.subject.id}`}>{t('parcels.web.dossier')}</Link>
        </p>
      ) : null}
      <h3>{t('parcels.web.events')}</h3>
      {parcel.events.length === 0 ? (
        <p className="k-hint">{t('parcels.web.events.none')}</p>
      ) : (
        <Timeline
          items={parcel.events.map(({ status, at, place, note }, n) => ({
            id: `${n}`,
            at,
            title: t(`parcels.status.${status}`),
            detail: [place, note].filter(Boolean).join(' · '),
          }))}
        />
      )}
    </div>
  )
}

function Label({ parcel }: { parcel: ParcelView }) {
  const t = useWords()
  return (
    <SaveButton
      icon="print"
      get={() => api.parcels.label({ params: { parcelId: parcel.id } })}
      name={`phieu-gui-${parcel.reference}.pdf`}
    >
      {t('parcels.web.label')}
    </SaveButton>
  )
}
