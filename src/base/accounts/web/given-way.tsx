import { Button } from '@mantine/core'
import { useFormat, useWords } from '#core/web/words.tsx'
import { Facts, Modal } from '#kit/console/index.ts'
import type { Way } from '../contract.ts'

/** How an officer who was reset comes in again: the code was sent to them, or is shown this one time to be handed over. */
export function GivenWay({ way, name, onClose }: { way: Way; name: string; onClose: () => void }) {
  const t = useWords()
  return (
    <Modal opened onClose={onClose} title={t('accounts.web.way.title', { name })} closeOnClickOutside={false}>
      <WayText way={way} />
      <div className="k-foot">
        <Button onClick={onClose}>{t('accounts.web.way.done')}</Button>
      </div>
    </Modal>
  )
}

export function WayText({ way: { code, sentTo, until } }: { way: Way }) {
  const t = useWords()
  const f = useFormat()
  return (
    <div className="k-stack">
      <p>{sentTo ? t(`accounts.web.way.${sentTo}`) : t('accounts.web.way.hand')}</p>
      <Facts
        facts={[
          ...(code
            ? [
                [
                  t('accounts.web.code'),
                  <code key="code" className="ac-code">
                    {code}
                  </code>,
                ] as const,
                [t('accounts.web.way.page'), `${location.origin}/console/activate`] as const,
              ]
            : []),
          [t('accounts.web.way.until'), f.instant(until)],
        ]}
      />
    </div>
  )
}
